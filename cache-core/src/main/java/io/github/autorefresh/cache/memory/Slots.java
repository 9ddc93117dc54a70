package io.github.autorefresh.cache.memory;

import io.github.autorefresh.cache.CacheItem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entry that each slot number stands for, in pieces as {@link Links} has them. Guarded by the
 * store's lock.
 */
final class Slots<T extends CacheItem> implements DueQueue.DueTimes {

  private static final int PIECE_BITS = 12;
  private static final int PIECE = 1 << PIECE_BITS;
  private static final int MASK = PIECE - 1;

  private @Nullable Entry<T>[][] pieces = newPieces(0);

  Entry<T> get(int slot) {
    Entry<T> entry = pieces[slot >> PIECE_BITS][slot & MASK];
    if (entry == null) {
      throw new IllegalStateException("slot " + slot + " is free");
    }
    return entry;
  }

  void put(int slot, Entry<T> entry) {
    int piece = slot >> PIECE_BITS;
    if (piece == pieces.length) {
      pieces = Arrays.copyOf(pieces, piece + 1);
      pieces[piece] = newArray(PIECE);
    }
    pieces[piece][slot & MASK] = entry;
  }

  void remove(int slot) {
    pieces[slot >> PIECE_BITS][slot & MASK] = null;
  }

  @Override
  public long due(int slot) {
    return get(slot).due();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type can't be made otherwise
  static <T extends CacheItem> Entry<T>[] newArray(int length) {
    return new Entry[length];
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // as above
  private static <T extends CacheItem> @Nullable Entry<T>[][] newPieces(int length) {
    return new Entry[length][];
  }
}
