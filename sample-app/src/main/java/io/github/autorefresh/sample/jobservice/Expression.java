package io.github.autorefresh.sample.jobservice;

/**
 * Evaluates an expression of whole numbers such as {@code 2 * (3 + -4) / 5}, with the usual
 * precedence. It fails on the first thing it can't do: read on, divide by zero, or stay in 64 bits.
 */
record Expression(String text) implements Work {

  @Override
  public String run(Progress progress) throws InterruptedException {
    return Long.toString(new Evaluation(text, progress).evaluate());
  }

  /** One pass over the text by recursive descent, which evaluates as it reads. */
  private static final class Evaluation {

    private static final int END = -1;
    private static final int DEEPEST = 100;

    private final String text;
    private final Progress progress;
    private int at;
    private int depth;

    Evaluation(String text, Progress progress) {
      this.text = text;
      this.progress = progress;
    }

    long evaluate() throws InterruptedException {
      long value = sum();
      if (peek() != END) {
        throw unexpected();
      }
      return value;
    }

    private long sum() throws InterruptedException {
      long value = product();
      while (true) {
        if (accept('+')) {
          value = Math.addExact(value, product());
        } else if (accept('-')) {
          value = Math.subtractExact(value, product());
        } else {
          return value;
        }
      }
    }

    private long product() throws InterruptedException {
      long value = factor();
      while (true) {
        if (accept('*')) {
          value = Math.multiplyExact(value, factor());
        } else if (accept('/')) {
          value = quotient(value, at, factor());
        } else {
          return value;
        }
      }
    }

    private long factor() throws InterruptedException {
      if (++depth > DEEPEST) {
        throw new IllegalArgumentException("nested deeper than " + DEEPEST);
      }
      long value;
      if (accept('-')) {
        value = Math.negateExact(factor());
      } else if (accept('(')) {
        value = sum();
        if (!accept(')')) {
          throw unexpected();
        }
      } else {
        value = number();
      }
      depth--;
      return value;
    }

    private long number() throws InterruptedException {
      if (!isDigit(peek())) {
        throw unexpected();
      }
      progress.reached((double) at / text.length());
      long value = 0;
      for (; at < text.length() && isDigit(text.charAt(at)); at++) {
        value = Math.addExact(Math.multiplyExact(value, 10L), text.charAt(at) - '0');
      }
      return value;
    }

    private static long quotient(long value, int operatorAt, long divisor) {
      if (divisor == 0) {
        throw new ArithmeticException("division by zero, at character " + operatorAt);
      }
      return divisor == -1 ? Math.negateExact(value) : value / divisor;
    }

    private boolean accept(char wanted) {
      boolean found = peek() == wanted;
      if (found) {
        at++;
      }
      return found;
    }

    /** The next character that is not a blank, or {@link #END}. */
    private int peek() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : END;
    }

    private static boolean isDigit(int character) {
      return character >= '0' && character <= '9';
    }

    private IllegalArgumentException unexpected() {
      int next = peek();
      String found = next == END ? "the end" : "'" + (char) next + "'";
      return new IllegalArgumentException("unexpected " + found + ", at character " + (at + 1));
    }
  }
}
