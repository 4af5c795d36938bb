package org.dashsweep.jobs.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that would tie a class to one method, as an {@code instanceof} would. */
final class MethodNamesTest {
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

  /**
   * Names of tensors that are words with other meanings too, and a column's of {@code directions}.
   */
  private static final Set<String> WORDS =
      Set.of("none", "scaling", "delta_sigma", "prefix", "full", "series", "parallel");

  @ParameterizedTest
  @ValueSource(strings = {"../core/src/main/java", "src/main/java"})
  void onlyMethodsNameMethodsAndTheirTensors(String sources) throws IOException {
    Set<String> names =
        Stream.concat(
                Methods.ALL.stream().map(MethodType::name),
                Methods.tensors().stream().map(AdapterTensor::name))
            .filter(name -> !WORDS.contains(name))
            .collect(Collectors.toSet());
    assertThat(names).contains("lora", "dora", "lora_A", "dash_left");
    List<String> found = new ArrayList<>();
    for (Path file : files(Path.of(sources))) {
      Matcher literal = LITERAL.matcher(Files.readString(file));
      while (literal.find()) {
        String text = literal.group(1);
        if (names.contains(text.substring(text.lastIndexOf('.') + 1))) {
          found.add(file + ": " + literal.group());
        }
      }
    }
    assertThat(found)
        .as("ask a question of MethodType or Method instead of naming a method or its tensors")
        .isEmpty();
  }

  private static List<Path> files(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/org/dashsweep/adapter/"))
          .toList();
    }
  }
}
