package org.dashsweep.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native memory: used by many threads at once, freed once, and never used after that. */
@Tag("native")
class TokenizerLifetimeTest {
  private static final int THREADS = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        ReferenceTokenizers.LLAMA,
        ReferenceTokenizers.LLAMA3,
        ReferenceTokenizers.DEBERTA
      })
  void threadsAtOnceGetWhatOneGets(String name) throws Exception {
    List<Segments> texts =
        IntStream.range(0, 400)
            .mapToObj(i -> Segments.of("answer" + i + " is naïve 🤖 ".repeat(1 + i % 5)))
            .toList();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try (TextTokenizer tokenizer = ReferenceTokenizers.open(name)) {
      List<EncodedText> expected = texts.stream().map(tokenizer::encode).toList();
      List<Future<List<EncodedText>>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(pool.submit(() -> texts.stream().map(tokenizer::encode).toList()));
      }
      for (Future<List<EncodedText>> one : all) {
        assertThat(one.get()).isEqualTo(expected);
      }
      assertThat(tokenizer.encodeAll(texts, 4096)).isEqualTo(expected);
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ReferenceTokenizers.LLAMA,
        ReferenceTokenizers.LLAMA3,
        ReferenceTokenizers.DEBERTA
      })
  void closedUnderWorkingThreadsItRefusesAndDoesNotCrash(String name) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      TextTokenizer tokenizer = ReferenceTokenizers.open(name);
      CountDownLatch working = new CountDownLatch(THREADS);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(
            pool.submit(
                () -> {
                  while (true) {
                    tokenizer.encode("Hello world");
                    working.countDown();
                  }
                }));
      }
      working.await();
      tokenizer.close();
      tokenizer.close();
      for (Future<?> one : all) {
        assertThatThrownBy(one::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is closed");
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * The lowest of some samples, because the Java heap comes and goes. Between the two sets lie 420
   * tokenizers; the smallest takes 260 KiB: unfreed, they would be 107 MiB.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ReferenceTokenizers.LLAMA,
        ReferenceTokenizers.LLAMA3,
        ReferenceTokenizers.DEBERTA
      })
  @EnabledIf("hasProcfs")
  void openedAndClosedOftenItTakesNoMoreMemory(String name) throws IOException {
    TokenizerFiles files = TokenizerFiles.read(ReferenceTokenizers.directory(name));
    List<Long> samples = new ArrayList<>();
    for (int i = 1; i <= 600; i++) {
      try (TextTokenizer tokenizer = files.open()) {
        assertThat(tokenizer.encode("Hello world").length()).isGreaterThan(1);
      }
      if (i % 60 == 0) {
        System.gc();
        samples.add(residentBytes());
      }
    }
    long early = samples.subList(0, 2).stream().mapToLong(Long::longValue).min().orElseThrow();
    long late = samples.subList(8, 10).stream().mapToLong(Long::longValue).min().orElseThrow();
    assertThat(late - early).as("%s", samples).isLessThan(64 << 20);
  }

  static boolean hasProcfs() {
    return Files.isReadable(Path.of("/proc/self/statm"));
  }

  private static long residentBytes() throws IOException {
    String[] pages =
        Files.readString(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII).split(" ", -1);
    return Long.parseLong(pages[1]) * 4096;
  }
}
