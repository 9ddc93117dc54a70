package io.github.autorefresh.cache.spring.ui;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TakesScreenshot;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium with a fresh profile: the one that the system has, since nothing here
 * downloads one. It talks to nobody but the page.
 */
public final class Chromium implements AutoCloseable {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static final Pattern REQUEST =
      Pattern.compile("\"request\":\\{.*?\"url\":\"((?:https?|wss?):[^\"]*)\"");

  private static final int MOST_TRIES = 3;

  private final List<String> said = new ArrayList<>();
  private final Path profile;
  private final ChromeDriver driver;

  /** For {@code @EnabledIf}: whether there is a browser and its driver on the path. */
  public static boolean isInstalled() {
    return browser().isPresent() && driver().isPresent();
  }

  /** Starts one. */
  public Chromium() {
    try {
      profile = Files.createTempDirectory("chromium");
      Files.createDirectories(SCREENSHOTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver().orElseThrow()).build();
    driver = new ChromeDriver(service, options());
  }

  private ChromeOptions options() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser().orElseThrow());
    options.setCapability("goog:loggingPrefs", logs);
    return options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
  }

  /** Loads a page; again, if the machine's network has changed meanwhile. */
  public void open(String url) {
    int tries = 0;
    do {
      driver.get(url);
    } while (networkChanged() && ++tries < MOST_TRIES);
  }

  /** A container that starts or stops beside the test aborts requests, also to this machine. */
  private boolean networkChanged() {
    driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .forEach(said::add);
    return said.removeIf(line -> line.contains("net::ERR_NETWORK_CHANGED"));
  }

  /** The first element of that kind. */
  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** All elements of that kind. */
  public List<WebElement> findAll(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** What is shown in the first element of that kind, or nothing if there is none just now. */
  public String text(String css) {
    String script = "return document.querySelector(arguments[0])?.innerText ?? ''";
    return (String) run(script, css);
  }

  /** Runs a script in the page. */
  public Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** Runs a script that calls its last argument with what it gives. */
  public Object await(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeAsyncScript(script, arguments);
  }

  /** A window of that size, in the given colour scheme. */
  public void show(int width, int height, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Keeps a picture of the window, for people to look at. */
  public void screenshot(String name) {
    byte[] png = ((TakesScreenshot) driver).getScreenshotAs(OutputType.BYTES);
    try {
      Files.write(SCREENSHOTS.resolve(name + ".png"), png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that the console has said since the last call. */
  public List<String> console() {
    networkChanged();
    List<String> since = List.copyOf(said);
    said.clear();
    return since;
  }

  /** The addresses of all requests that the browser has sent since the last call. */
  public List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("Network.requestWillBeSent\""))
        .map(REQUEST::matcher)
        .filter(Matcher::find)
        .map(request -> request.group(1))
        .toList();
  }

  /** As if the network were away, or back. */
  public void offline(boolean offline) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** As if what these patterns match did not arrive, and nothing else. */
  public void block(String... patterns) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(patterns)));
  }

  /** Sends keys to what has the focus. */
  public void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<File> browser() {
    return onPath("chromium", "chromium-browser", "google-chrome");
  }

  private static Optional<File> driver() {
    return onPath("chromedriver");
  }

  private static Optional<File> onPath(String... names) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .flatMap(folder -> Arrays.stream(names).map(name -> new File(folder, name)))
        .filter(File::canExecute)
        .findFirst();
  }
}
