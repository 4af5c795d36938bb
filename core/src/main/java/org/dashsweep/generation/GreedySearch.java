package org.dashsweep.generation;

import java.util.List;
import org.dashsweep.model.Branch;
import org.dashsweep.model.TopTokens;
import org.jspecify.annotations.Nullable;

/** The most probable token behind the prompt, the most probable behind that, and so on. */
final class GreedySearch implements Search {
  private final DecodingSettings settings;
  private final int promptTokens;
  private @Nullable Branch last;
  private float logProbability;
  private int count;
  private boolean ended;

  GreedySearch(DecodingSettings settings, int promptTokens) {
    this.settings = settings;
    this.promptTokens = promptTokens;
  }

  @Override
  public List<Branch> open() {
    return ended || last == null ? List.of() : List.of(last);
  }

  @Override
  public void advance(TopTokens top, int from) {
    int token = top.token(from, 0);
    int place = promptTokens + count;
    last = new Branch(last, token, place, place);
    logProbability += top.logProbability(from, 0);
    count++;
    ended = settings.endTokens().contains(token) || count == settings.maximumNewTokens();
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public Continuation best() {
    if (!ended || last == null) {
      throw new IllegalStateException("The search has not ended yet");
    }
    return new Continuation(last.tokens(), settings.score(logProbability, count));
  }
}
