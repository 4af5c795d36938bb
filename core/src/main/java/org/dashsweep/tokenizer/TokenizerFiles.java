package org.dashsweep.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of one tokenizer, in memory: they can be opened any number of times. Immutable. */
public final class TokenizerFiles {
  static final String JSON = "tokenizer.json";
  static final String LLAMA = "tokenizer.model";
  static final String DEBERTA = "spm.model";
  static final String ROBERTA = "vocab.json";
  static final String MERGES = "merges.txt";
  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIAL = "special_tokens_map.json";
  static final String ADDED = "added_tokens.json";

  /**
   * Model files in the order in which they are looked for: the first one found is read. Where there
   * is none, RoBERTa's two files are.
   */
  private static final List<String> MODELS = List.of(JSON, LLAMA, DEBERTA);

  private static final List<String> COMPANIONS = List.of(CONFIG, SPECIAL, ADDED);

  private final SortedMap<String, TokenizerFile> files;

  private TokenizerFiles(Map<String, TokenizerFile> files) {
    this.files = new TreeMap<>(files);
  }

  /**
   * Reads the files of a Hugging Face model directory that {@link TextTokenizer#read} needs.
   *
   * @throws TokenizerException if there are none or one cannot be read
   */
  public static TokenizerFiles read(Path directory) {
    String model =
        MODELS.stream()
            .filter(name -> isFile(directory, name))
            .findFirst()
            .or(() -> Optional.of(ROBERTA).filter(name -> isFile(directory, name)))
            .orElseThrow(
                () ->
                    new TokenizerException(
                        directory.toString(),
                        String.format(
                            Locale.ROOT,
                            "holds no tokenizer: none of %s is there",
                            String.join(", ", MODELS))));
    SortedMap<String, TokenizerFile> files = new TreeMap<>();
    files.put(model, TokenizerFile.read(directory.resolve(model)));
    if (model.equals(ROBERTA)) {
      files.put(MERGES, TokenizerFile.read(directory.resolve(MERGES)));
    }
    for (String name : COMPANIONS) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        files.put(name, TokenizerFile.read(file));
      }
    }
    return new TokenizerFiles(files);
  }

  private static boolean isFile(Path directory, String name) {
    return Files.isRegularFile(directory.resolve(name));
  }

  /**
   * Returns a tokenizer that is a {@code tokenizer.json} alone.
   *
   * @param source where it came from, for messages
   */
  public static TokenizerFiles ofJson(String source, byte[] json) {
    return new TokenizerFiles(
        Map.of(JSON, new TokenizerFile(JSON + " of " + source, json.clone())));
  }

  /**
   * Returns a tokenizer that is a {@code tokenizer.json} and its {@code tokenizer_config.json}.
   *
   * @param source where they came from, for messages
   */
  public static TokenizerFiles ofJson(String source, byte[] json, byte[] config) {
    return new TokenizerFiles(
        Map.of(
            JSON,
            new TokenizerFile(JSON + " of " + source, json.clone()),
            CONFIG,
            new TokenizerFile(CONFIG + " of " + source, config.clone())));
  }

  /**
   * Returns a tokenizer that is LLaMA's SentencePiece model and its {@code tokenizer_config.json}.
   *
   * @param source where they came from, for messages
   */
  public static TokenizerFiles ofSentencePiece(String source, byte[] model, byte[] config) {
    return new TokenizerFiles(
        Map.of(
            LLAMA,
            new TokenizerFile(LLAMA + " of " + source, model.clone()),
            CONFIG,
            new TokenizerFile(CONFIG + " of " + source, config.clone())));
  }

  /**
   * Opens the tokenizer; the caller closes it.
   *
   * @throws TokenizerException if a file is not usable
   */
  public TextTokenizer open() {
    TokenizerConfig config = TokenizerConfig.read(this);
    config.requireFollowed();
    Optional<TokenizerFile> json = content(JSON);
    if (json.isPresent()) {
      return JsonTokenizer.open(json.get(), config);
    }
    Optional<TokenizerFile> llama = content(LLAMA);
    if (llama.isPresent()) {
      return Llama.open(SentencePieceModel.read(llama.get()), config);
    }
    Optional<TokenizerFile> deberta = content(DEBERTA);
    if (deberta.isPresent()) {
      return Deberta.open(SentencePieceModel.read(deberta.get()), config);
    }
    TokenizerFile vocabulary = content(ROBERTA).orElseThrow();
    TokenizerFile merges = content(MERGES).orElseThrow();
    return Clip.isNamed(config)
        ? Clip.open(vocabulary, merges, config)
        : Roberta.open(vocabulary, merges, config);
  }

  /**
   * Writes the files into a directory, which exists already.
   *
   * @throws TokenizerException if one cannot be written
   */
  public void writeTo(Path directory) {
    files.forEach(
        (name, content) -> {
          Path file = directory.resolve(name);
          try {
            Files.write(file, content.bytes());
          } catch (IOException e) {
            throw new TokenizerException(file.toString(), "cannot be written: " + e, e);
          }
        });
  }

  /** SHA-256 over the names and bytes of all files: 64 hexadecimal digits. */
  public String fingerprint() {
    MessageDigest digest = sha256();
    files.forEach(
        (name, content) -> {
          byte[] text = name.getBytes(StandardCharsets.UTF_8);
          // Each part's length goes first: no two tokenizers then give the same sequence.
          digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
          digest.update(text);
          digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.bytes().length).flip());
          digest.update(content.bytes());
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** One of the files, if it is there. */
  Optional<TokenizerFile> content(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
