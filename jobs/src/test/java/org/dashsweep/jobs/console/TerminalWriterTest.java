package org.dashsweep.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TerminalWriterTest {
  private final StringWriter terminal = new StringWriter();
  private final TerminalWriter out = new TerminalWriter(terminal);

  @Test
  void whatSteersATerminalIsWrittenAsAnEscape() {
    out.print("\u001b[2J\u001b]0;title\u0007 \rover \b\u0000\u007f \u009b31m");
    assertThat(terminal)
        .hasToString(
            "\\u001b[2J\\u001b]0;title\\u0007 \\u000dover \\u0008\\u0000\\u007f \\u009b31m");
  }

  @Test
  void theDirectionOfTheTextIsNotTurned() {
    out.print("\u202egnp.exe \u2066a\u2069 \u200e\u200f\u061c \u2028\u2029");
    assertThat(terminal)
        .hasToString("\\u202egnp.exe \\u2066a\\u2069 \\u200e\\u200f\\u061c \\u2028\\u2029");
  }

  @Test
  void otherTextsAreWrittenAsTheyAre() {
    String text = "\tGr\u00fc\u00dfe \u2026 \u4e2d\u6587 \u0627\u0644 \ud83d\ude00\nC:\\u0041 $1";
    out.print(text);
    out.append('x').append("y").printf("%d", 3);
    out.write(new char[] {'a', 'b', 'c'}, 1, 1);
    out.write('\u001b');
    assertThat(terminal).hasToString(text + "xy3b\\u001b");
  }

  @Test
  void aNameStaysOnItsLine() {
    assertThat(TerminalWriter.line("a\nFORGED\tb\r")).isEqualTo("a\\nFORGED\\tb\\u000d");
  }

  @Test
  void theProgramsOwnSequencesStay() {
    out.control("\u001b[1m");
    out.println("bold");
    assertThat(terminal).hasToString("\u001b[1mbold" + System.lineSeparator());
  }
}
