package io.github.autorefresh.cache;

/** The item is terminal, and the condition that was waited for does not hold. */
public class ConditionUnreachableException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /** Creates the exception for the item with this id in the cache with this name. */
  public ConditionUnreachableException(String cache, String id) {
    super(
        "Item \""
            + id
            + "\" of cache \""
            + cache
            + "\" is terminal and the condition does not hold");
  }
}
