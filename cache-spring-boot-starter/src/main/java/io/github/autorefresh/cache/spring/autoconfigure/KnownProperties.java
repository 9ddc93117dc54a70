package io.github.autorefresh.cache.spring.autoconfigure;

import java.beans.PropertyDescriptor;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** The names of our properties, in kebab case and without their prefix, read off their classes. */
final class KnownProperties {

  /** Those that can be set for all caches. */
  static final Set<String> ROOT = of(AutoRefreshCacheProperties.class);

  /** Those that can be set for one. */
  static final Set<String> PER_CACHE = of(PerCacheProperties.class);

  private KnownProperties() {}

  private static Set<String> of(Class<?> type) {
    Set<String> names = new LinkedHashSet<>();
    collect(type, "", names::add);
    return names;
  }

  private static void collect(Class<?> type, String prefix, Consumer<String> names) {
    for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
      String name = prefix + DataObjectPropertyName.toDashedForm(property.getName());
      if (property.getWriteMethod() != null) {
        names.accept(name);
      } else if (property.getPropertyType().isMemberClass()) {
        collect(property.getPropertyType(), name + ".", names);
      }
    }
  }
}
