package org.dashsweep.data.questions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerFormTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "the correct answer is no, no, no",
        "I know nothing, -, -",
        "yes. no, yes, yes",
        "'answer10, or answer1', answer10, answer10",
        "answer11, -, -",
        "No, -, -",
        "c++!, c++, c++",
      })
  void theFirstOptionAsAWholeWordCounts(String response, String answer, String same) {
    AnswerForm form = new AnswerForm.Options(List.of("yes", "no", "answer1", "answer10", "c++"));
    assertThat(form.find(response).orElse(null)).isEqualTo(answer).isEqualTo(same);
  }

  @Test
  void anAnswerThatIsNoOptionIsAProblem() {
    AnswerForm form = new AnswerForm.Options(List.of("true", "false"));
    assertThat(form.problem("true")).isEmpty();
    assertThat(form.problem("flase"))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .startsWith(
                        "the answer 'flase', which is none of options; did you mean false"));
    assertThat(form.isRight("true", "true")).isTrue();
    assertThat(form.isRight("True", "true")).isFalse();
  }

  @Test
  void thePatternsFirstGroupIsTheAnswer() {
    AnswerForm form = new AnswerForm.Matched(Pattern.compile("= (-?[0-9]+)|none"));
    assertThat(form.find("1 + 1 = 2, 2 + 2 = 4")).hasValue("2");
    assertThat(form.find("none")).isEmpty();
    assertThat(form.find("two")).isEmpty();
    assertThat(form.options()).isEmpty();
  }

  /** The last column is what normalize_answer of SQuAD's evaluate-v1.1.py gives in Python 3. */
  @ParameterizedTest
  @CsvSource({
    "' The  Eiffel Tower! ', 'The  Eiffel Tower!', 'the eiffel tower!', 'eiffel tower'",
    "'U.S.', 'U.S.', 'u.s.', 'us'",
    "'a-theatre', 'a-theatre', 'a-theatre', 'atheatre'",
    "'An apple, a day', 'An apple, a day', 'an apple, a day', 'apple day'",
    "'Ödön\u00a0the', 'Ödön\u00a0the', 'ödön the', 'ödön'",
    "'x_a the_y', 'x_a the_y', 'x_a the_y', 'xa they'",
    "'“The” end', '“The” end', '“the” end', '“ ” end'",
    "'A1 the 2nd a', 'A1 the 2nd a', 'a1 the 2nd a', 'a1 2nd'",
    "'the_a an.', 'the_a an.', 'the_a an.', 'thea'",
  })
  void normalisationsOfATextAreThoseOfTheirReference(
      String text, String trimmed, String folded, String squad) {
    assertThat(Normalization.TRIMMED.apply(text)).isEqualTo(trimmed);
    assertThat(Normalization.CASE_FOLDED.apply(text)).isEqualTo(folded);
    assertThat(Normalization.SQUAD.apply(text)).isEqualTo(squad);
  }

  @Test
  void exactTextIsTheWholeResponse() {
    AnswerForm form = new AnswerForm.Exact(Normalization.CASE_FOLDED);
    assertThat(form.find("  Mount  Everest\n")).hasValue("Mount  Everest");
    assertThat(form.find(" \n")).isEmpty();
    assertThat(form.isRight("Mount  Everest", "mount everest")).isTrue();
    assertThat(form.isRight("Mount Everest.", "mount everest")).isFalse();
    assertThat(new AnswerForm.Exact(Normalization.SQUAD).problem("The")).isPresent();
    assertThat(form.problem("The")).isEmpty();
  }
}
