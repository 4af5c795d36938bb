package org.dashsweep.trial.dreambooth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** A note within a PNG, as a chunk of text that programs of pictures show or leave alone. */
final class NotedPng {
  private static final byte[] TYPE = "tEXt".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEYWORD = "dash-sweep\0".getBytes(StandardCharsets.US_ASCII);

  /** Signature and header: a PNG's first chunk is always as long. */
  private static final int HEADER_BYTES = 33;

  /** Length, type and checksum of a chunk. */
  private static final int FRAME_BYTES = 12;

  private NotedPng() {}

  /** Puts a note behind the header. */
  static byte[] with(byte[] png, String note) {
    byte[] text = note.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer content = ByteBuffer.allocate(TYPE.length + KEYWORD.length + text.length);
    content.put(TYPE).put(KEYWORD).put(text);
    CRC32 checksum = new CRC32();
    checksum.update(content.array());
    return ByteBuffer.allocate(png.length + Integer.BYTES + content.capacity() + Integer.BYTES)
        .put(png, 0, HEADER_BYTES)
        .putInt(KEYWORD.length + text.length)
        .put(content.array())
        .putInt((int) checksum.getValue())
        .put(png, HEADER_BYTES, png.length - HEADER_BYTES)
        .array();
  }

  /** Returns the note behind a header; empty if there is none, or no PNG. */
  static Optional<String> note(byte[] png) {
    if (png.length < HEADER_BYTES + FRAME_BYTES + KEYWORD.length) {
      return Optional.empty();
    }
    ByteBuffer chunk = ByteBuffer.wrap(png, HEADER_BYTES, png.length - HEADER_BYTES);
    int length = chunk.getInt();
    byte[] type = new byte[TYPE.length];
    byte[] keyword = new byte[KEYWORD.length];
    chunk.get(type).get(keyword);
    int text = length - KEYWORD.length;
    if (!Arrays.equals(type, TYPE)
        || !Arrays.equals(keyword, KEYWORD)
        || text < 0
        || text > chunk.remaining()) {
      return Optional.empty();
    }
    byte[] note = new byte[text];
    chunk.get(note);
    return Optional.of(new String(note, StandardCharsets.ISO_8859_1));
  }
}
