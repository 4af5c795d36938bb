package org.dashsweep.weights.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dashsweep.weights.TestTensors;

/** Writes pickles operation by operation, and files around them: PyTorch writes no broken ones. */
final class PickleBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PickleBytes() {
    raw(0x80, 2);
  }

  PickleBytes raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  /** Operations that are letters. */
  PickleBytes code(String operations) {
    bytes.writeBytes(operations.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleBytes text(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    code("X");
    bytes.writeBytes(TestTensors.littleEndian(4).putInt(0, encoded.length).array());
    bytes.writeBytes(encoded);
    return this;
  }

  PickleBytes whole(long value) {
    raw(0x8a, 8);
    bytes.writeBytes(TestTensors.littleEndian(8).putLong(0, value).array());
    return this;
  }

  PickleBytes tuple(List<Long> values) {
    code("(");
    values.forEach(this::whole);
    return code("t");
  }

  PickleBytes storage(String storageClass, String key, long elements) {
    return code("(")
        .text("storage")
        .code("ctorch\n" + storageClass + "\n")
        .text(key)
        .text("cpu")
        .whole(elements)
        .code("tQ");
  }

  /** A call that rebuilds a float tensor. */
  PickleBytes tensor(String key, long elements, long offset, List<Long> shape, List<Long> strides) {
    return code("ctorch._utils\n_rebuild_tensor_v2\n(")
        .storage("FloatStorage", key, elements)
        .whole(offset)
        .tuple(shape)
        .tuple(strides)
        .raw(0x89)
        .code("}tR");
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  Unpickler machine() {
    return new Unpickler("test.bin", ByteBuffer.wrap(bytes()));
  }

  /** An archive with these entries; the pickle is this one. */
  Path archive(Path file, Map<String, byte[]> entries) throws IOException {
    Map<String, byte[]> all = new TreeMap<>(entries);
    all.putIfAbsent("test/data.pkl", bytes());
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> each : all.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        CRC32 checksum = new CRC32();
        checksum.update(each.getValue());
        entry.setCrc(checksum.getValue());
        entry.setSize(each.getValue().length);
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** A file of PyTorch 0.4 to 1.5 with byte tensors whose numbers are a hole. */
  static Path legacyFile(Path file, List<String> names, long elements) throws IOException {
    PickleBytes tensors = new PickleBytes().code("}");
    PickleBytes keys = new PickleBytes().code("]");
    for (String name : names) {
      tensors
          .text(name)
          .code("ctorch._utils\n_rebuild_tensor_v2\n(")
          .storage("ByteStorage", name, elements)
          .whole(0)
          .tuple(List.of(elements))
          .tuple(List.of(1L))
          .raw(0x89)
          .code("}tRs");
      keys.text(name).code("a");
    }
    byte[] magic = {
      0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
    };
    PickleBytes head = new PickleBytes().raw(0x8a, 10);
    head.bytes.writeBytes(magic);
    head.code(".").raw(0x80, 2).raw('M', 0xe9, 0x03).code(".");
    head.raw(0x80, 2).code("}").text("little_endian").raw(0x88).code("s.");
    head.bytes.writeBytes(tensors.code(".").bytes());
    head.bytes.writeBytes(keys.code(".").bytes());
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(head.bytes());
      for (int i = 0; i < names.size(); i++) {
        out.write(TestTensors.littleEndian(8).putLong(0, elements).array());
        out.setLength(out.length() + elements);
        out.seek(out.length());
      }
    }
    return file;
  }
}
