package org.dashsweep.jobs.console;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes data and names to a terminal without letting them steer it. Control characters and
 * characters that turn the direction of the text are written as escapes such as {@code \u001b}.
 * Line feeds and tabs are written as they are.
 */
public final class TerminalWriter extends PrintWriter {
  /** C0 and C1, both separators of lines and paragraphs, and marks of direction. */
  private static final Pattern STEERING =
      Pattern.compile(
          "[\\p{Cc}\\x{2028}\\x{2029}\\x{061C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}&&[^\\n\\t]]");

  /** Writes to a terminal, and flushes it after each line. */
  public TerminalWriter(Writer terminal) {
    super(terminal, true);
  }

  /** Returns a text as it is written. */
  public static String shown(String text) {
    return STEERING
        .matcher(text)
        .replaceAll(
            found -> String.format(Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)));
  }

  /** Returns a text on one line, without line feeds and tabs. */
  public static String line(String text) {
    return shown(text).replace("\n", "\\n").replace("\t", "\\t");
  }

  /** Writes a text of the program's own that steers the terminal. */
  public void control(String text) {
    super.write(text, 0, text.length());
  }

  @Override
  public void write(int character) {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    write(new String(characters, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) {
    control(shown(text.substring(offset, offset + length)));
  }
}
