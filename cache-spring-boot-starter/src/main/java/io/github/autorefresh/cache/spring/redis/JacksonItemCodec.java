package io.github.autorefresh.cache.spring.redis;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import io.github.autorefresh.cache.CacheItem;
import java.util.Objects;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON of an item's fields, which are what its state is; methods are not asked, so that what {@link
 * CacheItem} derives from the state is not written beside it. The id is the key already, and is
 * left out where it is a field.
 *
 * <p>What another release has written can be read as long as what both have means the same: what is
 * not there is zero, false or null, what is not known is ignored, and what was renamed is both.
 */
final class JacksonItemCodec<T extends CacheItem> implements ItemCodec<T> {

  private static final String ID = "id";

  private final JsonMapper mapper;
  private final ObjectWriter writer;
  private final ObjectReader tree;
  private final ObjectReader reader;

  JacksonItemCodec(Class<T> type) {
    Objects.requireNonNull(type, "type");
    mapper =
        JsonMapper.builder()
            .changeDefaultVisibility(
                defaults ->
                    defaults
                        .withVisibility(PropertyAccessor.FIELD, Visibility.ANY)
                        .withVisibility(PropertyAccessor.GETTER, Visibility.NONE)
                        .withVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                        .withVisibility(PropertyAccessor.SETTER, Visibility.NONE))
            .disable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    writer = mapper.writer();
    tree = mapper.readerFor(ObjectNode.class);
    reader = mapper.readerFor(type);
  }

  @Override
  public byte[] encode(T item) {
    ObjectNode state = mapper.valueToTree(item);
    if (item.id().equals(state.path(ID).asString(null))) {
      state.remove(ID);
    }
    return writer.writeValueAsBytes(state);
  }

  @Override
  public T decode(String id, byte[] bytes) {
    ObjectNode state = tree.readValue(bytes);
    if (!state.has(ID)) {
      state.put(ID, id);
    }
    return reader.readValue(state);
  }
}
