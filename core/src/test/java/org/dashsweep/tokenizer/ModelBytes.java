package org.dashsweep.tokenizer;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Serialises SentencePiece models, good ones and bad ones. */
final class ModelBytes {
  static final int TEXT = 1;
  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int BYTE = 6;

  private final List<byte[]> fields = new ArrayList<>();

  private interface Content {
    void write(CodedOutputStream output) throws IOException;
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream output = CodedOutputStream.newInstance(bytes);
      content.write(output);
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private ModelBytes message(int number, Content content) {
    fields.add(bytes(output -> output.writeByteArray(number, bytes(content))));
    return this;
  }

  ModelBytes piece(ByteString text, float score, int kind) {
    return message(
        1,
        output -> {
          output.writeBytes(1, text);
          output.writeFloat(2, score);
          output.writeEnum(3, kind);
        });
  }

  ModelBytes piece(String text, int kind) {
    return piece(ByteString.copyFromUtf8(text), 0, kind);
  }

  ModelBytes trainer(int modelType, boolean byteFallback) {
    return message(
        2,
        output -> {
          output.writeEnum(3, modelType);
          output.writeBool(35, byteFallback);
        });
  }

  ModelBytes normalizer(byte[] characterMap) {
    return message(3, output -> output.writeByteArray(2, characterMap));
  }

  ModelBytes denormalizer(byte[] characterMap) {
    return message(5, output -> output.writeByteArray(2, characterMap));
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    fields.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
