package org.dashsweep.tokenizer;

import org.jspecify.annotations.Nullable;

/** A tokenizer that cannot be read. The message starts with the file or directory at fault. */
public final class TokenizerException extends RuntimeException {
  /**
   * @param source the path or resource name
   * @param problem a predicate of which {@code source} is the subject: "is not JSON"
   */
  public TokenizerException(String source, String problem) {
    super(source + " " + problem);
  }

  public TokenizerException(String source, String problem, @Nullable Throwable cause) {
    super(source + " " + problem, cause);
  }
}
