package org.dashsweep.decode;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.dashsweep.model.Branch;
import org.dashsweep.model.TopTokens;
import org.jspecify.annotations.Nullable;

/**
 * A search that ends as soon as its answer is settled.
 *
 * <p>Proof that this changes no answer. What the search would find is one of its contenders, or
 * begins with one of them and has at most as many tokens more as remain to that one. A settled
 * contender gives the same answer with any of these. If all contenders are settled with one answer,
 * that is the answer, whichever the search would find.
 */
final class WatchedSearch {
  private final Search search;
  private final AnswerWatcher watcher;
  private final int prompt;

  /** Answers of the hypotheses that are settled; what goes on from them has the same. */
  private final IdentityHashMap<Branch, String> settled = new IdentityHashMap<>();

  private @Nullable Continuation result;

  WatchedSearch(Search search, AnswerWatcher watcher, int prompt) {
    this.search = search;
    this.watcher = watcher;
    this.prompt = prompt;
  }

  /** As {@link Search#open}. */
  List<Branch> open() {
    return result == null ? search.open() : List.of();
  }

  /** As {@link Search#advance}. */
  void advance(TopTokens top, int from) {
    search.advance(top, from);
    if (search.ended()) {
      result = search.best();
    } else if (watcher != AnswerWatcher.NONE) {
      List<Search.Contender> contenders = search.contenders();
      Optional<String> answer = answer(contenders.get(0));
      if (answer.isPresent() && contenders.stream().allMatch(one -> answer(one).equals(answer))) {
        result = Continuation.settled(contenders.get(0));
      }
    }
  }

  private Optional<String> answer(Search.Contender contender) {
    Branch last = contender.last();
    @Nullable String known = settled.get(last);
    if (known == null && last.before() != null) {
      known = settled.get(last.before());
    }
    Optional<String> answer =
        known != null
            ? Optional.of(known)
            : watcher.settled(prompt, last.tokens(), contender.remaining());
    answer.ifPresent(text -> settled.put(last, text));
    return answer;
  }

  /** What was found; empty as long as the search goes on. */
  Optional<Continuation> result() {
    return Optional.ofNullable(result);
  }
}
