package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * The listeners for events of an application context: its own and those of its ancestors, which
 * hear of its events too. Creates no bean.
 */
final class EventAudience {

  /** A listener for this takes any event. */
  private static final ResolvableType ANY = ResolvableType.forClass(ApplicationEvent.class);

  /** For each listener, whether it takes events of a type. */
  private final List<Predicate<ResolvableType>> listeners = new ArrayList<>();

  private EventAudience() {}

  static EventAudience of(ApplicationContext context) {
    EventAudience audience = new EventAudience();
    for (ApplicationContext at = context; at != null; at = at.getParent()) {
      if (at instanceof AbstractApplicationContext scanned) {
        audience.addInstances(scanned);
        audience.addBeans(scanned.getBeanFactory());
      }
    }
    return audience;
  }

  /** Whether anyone wants events of this type in particular, and not just any event. */
  boolean wants(ResolvableType event) {
    return listeners.stream().anyMatch(takes -> takes.test(event) && !takes.test(ANY));
  }

  /** Annotated methods are among these. Lambdas tell nothing of what they take. */
  private void addInstances(AbstractApplicationContext context) {
    for (ApplicationListener<?> listener : context.getApplicationListeners()) {
      GenericApplicationListener typed =
          listener instanceof GenericApplicationListener generic
              ? generic
              : new GenericApplicationListenerAdapter(listener);
      listeners.add(typed::supportsEventType);
    }
  }

  /**
   * Of lambdas, the bean methods that return them tell; and lazy listeners are no instances yet.
   */
  private void addBeans(ConfigurableListableBeanFactory beanFactory) {
    for (String name : beanFactory.getBeanNamesForType(ApplicationListener.class, true, false)) {
      ResolvableType declared =
          DeclaredType.of(beanFactory, name).as(ApplicationListener.class).getGeneric();
      @Nullable Class<?> taken = declared.resolve();
      if (taken != null) {
        listeners.add(event -> takes(declared, taken, event));
      }
    }
  }

  private static boolean takes(ResolvableType declared, Class<?> taken, ResolvableType event) {
    return event.hasUnresolvableGenerics()
        ? taken.isAssignableFrom(event.toClass())
        : declared.isAssignableFrom(event);
  }
}
