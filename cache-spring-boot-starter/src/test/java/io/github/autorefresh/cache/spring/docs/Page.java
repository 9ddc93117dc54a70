package io.github.autorefresh.cache.spring.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown page of the repository. */
public record Page(Path path, List<String> lines) {

  private static final Path ROOT = Path.of("..");
  private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
  private static final Pattern EXCUSE = Pattern.compile("<!-- not checked: \\S.* -->");
  private static final Pattern GIVEN = Pattern.compile("<!-- given\\n(.*?)-->", Pattern.DOTALL);

  /**
   * A fenced block that is to be checked.
   *
   * @param first index in the page's lines of the block's first line
   * @param end index of the line that closes it
   */
  public record Block(String language, int first, int end) {}

  /** README.md and its like, and everything under docs/. */
  public static List<Page> all() {
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(root, docs)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page read(Path path) {
    try {
      return new Page(path, Files.readAllLines(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page's place in the repository. */
  public String name() {
    return ROOT.relativize(path).toString();
  }

  /** The blocks of that language, but for those that are excused with a reason. */
  public List<Block> blocks(String language) {
    return fences().stream()
        .filter(block -> block.language().equals(language) && !isExcused(block))
        .toList();
  }

  /** The lines of a block. */
  public List<String> code(Block block) {
    return lines.subList(block.first(), block.end());
  }

  /** The lines outside of all blocks, links and headings among them. */
  public List<String> prose() {
    List<String> prose = new ArrayList<>();
    int next = 0;
    for (Block block : fences()) {
      prose.addAll(lines.subList(next, block.first() - 1));
      next = block.end() + 1;
    }
    prose.addAll(lines.subList(next, lines.size()));
    return prose;
  }

  /**
   * The sections of the page, each with all its lines where they were and the others empty, but for
   * the first section and what is given, which all of them have.
   */
  public List<Page> sections() {
    List<Integer> starts = new ArrayList<>();
    int given = lines.indexOf("<!-- given");
    int end = given < 0 ? lines.size() : given;
    for (int i = 0; i < end; i++) {
      if (lines.get(i).startsWith("## ")) {
        starts.add(i);
      }
    }
    List<Page> sections = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int start = starts.get(i);
      int next = i + 1 < starts.size() ? starts.get(i + 1) : end;
      List<String> kept = new ArrayList<>(lines);
      Collections.fill(kept.subList(starts.get(0), start), "");
      Collections.fill(kept.subList(next, end), "");
      sections.add(new Page(path, kept));
    }
    return sections;
  }

  /** What a reader has already, as Java: in a comment that begins with the word "given". */
  public String given() {
    Matcher given = GIVEN.matcher(String.join("\n", lines));
    return given.find() ? given.group(1) : "";
  }

  private List<Block> fences() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher opening = FENCE.matcher(lines.get(i));
      if (opening.matches()) {
        int first = ++i;
        while (i < lines.size() && !FENCE.matcher(lines.get(i)).matches()) {
          i++;
        }
        blocks.add(new Block(opening.group(1), first, i));
      }
    }
    return blocks;
  }

  private boolean isExcused(Block block) {
    int fence = block.first() - 1;
    return fence > 0 && EXCUSE.matcher(lines.get(fence - 1)).matches();
  }
}
