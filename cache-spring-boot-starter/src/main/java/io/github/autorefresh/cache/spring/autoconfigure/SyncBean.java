package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * A bean that syncs items, as told by its definition: no bean is made to learn this.
 *
 * @param contract {@link CacheSyncItem} or {@link CacheSyncBatch}
 * @param itemType what it syncs, or null if its declaration doesn't tell
 * @param declared its declared type, for messages
 */
record SyncBean(
    String name, Class<?> contract, @Nullable ResolvableType itemType, ResolvableType declared) {

  static SyncBean of(ConfigurableListableBeanFactory beanFactory, String name, Class<?> contract) {
    ResolvableType declared = DeclaredType.of(beanFactory, name);
    return new SyncBean(name, contract, DeclaredType.itemType(declared.as(contract)), declared);
  }

  /**
   * Whether a cache is to be made of a bean: as with other injection by type, beans that are no
   * candidates for it, or only with a qualifier, are left alone.
   */
  static boolean isCandidate(ConfigurableListableBeanFactory beanFactory, String name) {
    if (!beanFactory.containsBeanDefinition(name)) {
      return true;
    }
    BeanDefinition definition = beanFactory.getMergedBeanDefinition(name);
    boolean byDefault =
        !(definition instanceof AbstractBeanDefinition full) || full.isDefaultCandidate();
    return definition.isAutowireCandidate() && byDefault;
  }

  /**
   * Of several of one item type, the primary one, else the one that is no fallback, as with other
   * injection by type; null if there is no such one.
   */
  static @Nullable SyncBean theOneOf(
      ConfigurableListableBeanFactory beanFactory, List<SyncBean> ofOneType) {
    List<SyncBean> left = ofOneType;
    if (left.size() > 1) {
      List<SyncBean> primary = with(left, beanFactory, BeanDefinition::isPrimary);
      left = primary.isEmpty() ? with(left, beanFactory, it -> !it.isFallback()) : primary;
    }
    return left.size() == 1 ? left.get(0) : null;
  }

  private static List<SyncBean> with(
      List<SyncBean> beans,
      ConfigurableListableBeanFactory beanFactory,
      Predicate<BeanDefinition> condition) {
    return beans.stream()
        .filter(
            bean ->
                beanFactory.containsBeanDefinition(bean.name())
                    && condition.test(beanFactory.getMergedBeanDefinition(bean.name())))
        .toList();
  }

  boolean isBatch() {
    return contract == CacheSyncBatch.class;
  }

  /** The type of a cache of these items. */
  ResolvableType cacheType() {
    if (itemType == null) {
      throw new IllegalStateException("The item type of '" + name + "' is not known");
    }
    return ResolvableType.forClassWithGenerics(AutoRefreshCache.class, itemType);
  }

  /**
   * The bean's name in kebab case; of a name made of a class's, only what the class itself adds. A
   * mock of a test is called after the contract unless it is given a name: then it is that of the
   * item type.
   */
  String cacheName() {
    Class<?> type = declared.toClass();
    boolean imported = withoutNumber(name).equals(type.getName());
    boolean scanned = name.equalsIgnoreCase(ClassUtils.getShortName(type)); // "outer.Inner"
    if (imported && type == contract && itemType != null) {
      type = itemType.toClass();
    }
    return CacheNames.kebab(imported || scanned ? type.getSimpleName() : name);
  }

  /** A generated name may end with a number, such as "#0". */
  private static String withoutNumber(String name) {
    int separator = name.indexOf(BeanFactoryUtils.GENERATED_BEAN_NAME_SEPARATOR);
    return separator < 0 ? name : name.substring(0, separator);
  }

  String described() {
    return "'" + name + "' (" + declared + ")";
  }
}
