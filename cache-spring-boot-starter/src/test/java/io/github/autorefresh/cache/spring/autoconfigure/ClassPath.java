package io.github.autorefresh.cache.spring.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.util.StringUtils;

/** A class path like that of the tests, from which everything is loaded anew. */
record ClassPath(List<Path> entries) {

  static ClassPath ofTests() {
    String[] entries =
        StringUtils.delimitedListToStringArray(
            System.getProperty("java.class.path"), File.pathSeparator);
    return new ClassPath(Stream.of(entries).map(Path::of).toList());
  }

  ClassPath with(Path directory) {
    List<Path> more = new ArrayList<>(entries);
    more.add(directory);
    return new ClassPath(more);
  }

  /** Without what has such a file name. */
  ClassPath without(Predicate<String> fileName) {
    return new ClassPath(
        entries.stream().filter(entry -> !fileName.test(entry.getFileName().toString())).toList());
  }

  /** Calls a static method of strings, as this class path has it. */
  Object call(Class<?> type, String method, String... arguments)
      throws ReflectiveOperationException, IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Method called = loader.loadClass(type.getName()).getDeclaredMethod(method, String[].class);
      called.setAccessible(true);
      return called.invoke(null, (Object) arguments);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private URL[] urls() throws MalformedURLException {
    URL[] urls = new URL[entries.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = entries.get(i).toUri().toURL();
    }
    return urls;
  }

  @Override
  public String toString() {
    return StringUtils.collectionToDelimitedString(entries, File.pathSeparator);
  }
}
