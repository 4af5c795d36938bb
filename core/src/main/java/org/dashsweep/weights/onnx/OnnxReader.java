package org.dashsweep.weights.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the weights of a transformer that PyTorch 1.13 or later exported to ONNX. Names and
 * orientation are as in the module's own checkpoint.
 *
 * <p>Reads only the few fields below of ONNX's messages (<a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3">onnx.proto3</a>), by number; all
 * others are skipped. Weights in external files are not followed.
 */
public final class OnnxReader {
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

  // Tags: the field's number and how its value is encoded. One with another encoding is skipped.

  private static final int MODEL_GRAPH = 7 << 3 | LENGTH_DELIMITED;

  private static final int GRAPH_NODE = 1 << 3 | LENGTH_DELIMITED;
  private static final int GRAPH_INITIALIZER = 5 << 3 | LENGTH_DELIMITED;
  private static final int GRAPH_INPUT = 11 << 3 | LENGTH_DELIMITED;

  private static final int VALUE_INFO_NAME = 1 << 3 | LENGTH_DELIMITED;

  private static final int NODE_INPUT = 1 << 3 | LENGTH_DELIMITED;
  private static final int NODE_OUTPUT = 2 << 3 | LENGTH_DELIMITED;
  private static final int NODE_NAME = 3 << 3 | LENGTH_DELIMITED;
  private static final int NODE_OPERATION = 4 << 3 | LENGTH_DELIMITED;
  private static final int NODE_ATTRIBUTE = 5 << 3 | LENGTH_DELIMITED;

  private static final int ATTRIBUTE_NAME = 1 << 3 | LENGTH_DELIMITED;
  private static final int ATTRIBUTE_TENSOR = 5 << 3 | LENGTH_DELIMITED;

  private static final int TENSOR_DIMENSION = 1 << 3 | VARINT;
  private static final int TENSOR_PACKED_DIMENSIONS = 1 << 3 | LENGTH_DELIMITED;
  private static final int TENSOR_DATA_TYPE = 2 << 3 | VARINT;
  private static final int TENSOR_FLOAT_DATA = 4 << 3 | LENGTH_DELIMITED;
  private static final int TENSOR_NAME = 8 << 3 | LENGTH_DELIMITED;
  private static final int TENSOR_RAW_DATA = 9 << 3 | LENGTH_DELIMITED;

  private final String source;
  private final CodedInputStream input;

  private final Map<String, StoredTensor> initializers = new HashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Set<String> inputs = new HashSet<>();
  private boolean graphSeen;

  private OnnxReader(String source, CodedInputStream input) {
    this.source = source;
    this.input = input;
  }

  /**
   * Reads a file, which is mapped: tensors that need no transposition stay in it, see {@link
   * SafetensorsReader}.
   *
   * @throws CheckpointException if there is no such file, it is not valid or cannot be read
   */
  public static Checkpoint read(Path file) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new CheckpointException(
            source, "is larger than the 2 GiB an ONNX file can have; use a safetensors checkpoint");
      }
      CodedInputStream input =
          CodedInputStream.newInstance(channel.map(MapMode.READ_ONLY, 0, channel.size()));
      input.enableAliasing(true);
      return new OnnxReader(source, input).graph().checkpoint();
    } catch (NoSuchFileException e) {
      throw new CheckpointException(source, "does not exist", e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a stream to its end, without closing it. Each tensor gets an array of its own.
   *
   * @param source a name for the stream, for messages
   * @throws CheckpointException if the stream is not a valid file or cannot be read
   */
  public static Checkpoint read(InputStream stream, String source) {
    return graph(stream, source).checkpoint();
  }

  public static OnnxGraph graph(InputStream stream, String source) {
    return new OnnxReader(source, CodedInputStream.newInstance(stream)).graph();
  }

  private OnnxGraph graph() {
    try {
      readFields(
          tag -> {
            if (tag != MODEL_GRAPH) {
              return false;
            }
            graphSeen = true;
            readMessage(this::readGraphField);
            return true;
          });
    } catch (InvalidProtocolBufferException e) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "is cut short or not an ONNX model (%s); download or export the file again",
              e.getMessage()),
          e);
    } catch (IOException e) {
      throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
    }
    if (!graphSeen) {
      throw new CheckpointException(
          source, "is not an ONNX model: it holds no graph; download or export the file again");
    }
    return new OnnxGraph(source, initializers, nodes, inputs);
  }

  private boolean readGraphField(int tag) throws IOException {
    switch (tag) {
      case GRAPH_NODE -> nodes.add(readNode());
      case GRAPH_INITIALIZER -> {
        OnnxTensor tensor = readTensor();
        String described = "tensor " + tensor.name();
        if (initializers.put(tensor.name(), tensor.stored(source, described)) != null) {
          throw new CheckpointException(source, "holds two tensors called " + tensor.name());
        }
      }
      case GRAPH_INPUT ->
          readMessage(
              part -> {
                if (part != VALUE_INFO_NAME) {
                  return false;
                }
                inputs.add(input.readStringRequireUtf8());
                return true;
              });
      default -> {
        return false;
      }
    }
    return true;
  }

  private OnnxNode readNode() throws IOException {
    List<String> nodeInputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<Integer, String> texts = new HashMap<>();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    readMessage(
        tag -> {
          switch (tag) {
            case NODE_INPUT -> nodeInputs.add(input.readStringRequireUtf8());
            case NODE_OUTPUT -> outputs.add(input.readStringRequireUtf8());
            case NODE_NAME, NODE_OPERATION -> texts.put(tag, input.readStringRequireUtf8());
            case NODE_ATTRIBUTE -> readAttribute(tensors);
            default -> {
              return false;
            }
          }
          return true;
        });
    return new OnnxNode(
        texts.getOrDefault(NODE_NAME, ""),
        texts.getOrDefault(NODE_OPERATION, ""),
        nodeInputs,
        outputs,
        tensors.get("value"));
  }

  private void readAttribute(Map<String, OnnxTensor> tensors) throws IOException {
    StringBuilder name = new StringBuilder();
    List<OnnxTensor> values = new ArrayList<>();
    readMessage(
        tag -> {
          switch (tag) {
            case ATTRIBUTE_NAME -> name.append(input.readStringRequireUtf8());
            case ATTRIBUTE_TENSOR -> values.add(readTensor());
            default -> {
              return false;
            }
          }
          return true;
        });
    if (values.size() == 1) {
      tensors.put(name.toString(), values.get(0));
    }
  }

  private OnnxTensor readTensor() throws IOException {
    return new TensorFields().read();
  }

  /** The fields of one {@code TensorProto}, which may come in any order. */
  private final class TensorFields {
    private String name = "";
    private int dataType;
    private final List<Long> shape = new ArrayList<>();
    private @Nullable ByteBuffer bytes;

    OnnxTensor read() throws IOException {
      readMessage(this::readField);
      if (bytes == null && shape.contains(0L)) {
        bytes = ByteBuffer.allocate(0);
      }
      return new OnnxTensor(name, dataType, shape, bytes);
    }

    private boolean readField(int tag) throws IOException {
      switch (tag) {
        // Protobuf 2 writes the dimensions one by one, protobuf 3 packed.
        case TENSOR_DIMENSION -> shape.add(input.readInt64());
        case TENSOR_PACKED_DIMENSIONS -> readPackedDimensions();
        case TENSOR_DATA_TYPE -> dataType = input.readInt32();
        case TENSOR_NAME -> name = input.readStringRequireUtf8();
        // Packed floats are laid out as raw data is; ONNX declares the field packed.
        case TENSOR_RAW_DATA, TENSOR_FLOAT_DATA -> bytes = input.readByteBuffer();
        default -> {
          return false;
        }
      }
      return true;
    }

    private void readPackedDimensions() throws IOException {
      int limit = input.pushLimit(input.readRawVarint32());
      while (input.getBytesUntilLimit() > 0) {
        shape.add(input.readInt64());
      }
      input.popLimit(limit);
    }
  }

  /** Reads a length and that many bytes as a message's fields. */
  private void readMessage(FieldReader reader) throws IOException {
    int limit = input.pushLimit(input.readRawVarint32());
    readFields(reader);
    if (input.getBytesUntilLimit() != 0) {
      // A stream that ends between two fields looks like the end of the message.
      throw new InvalidProtocolBufferException("the file ends inside a message");
    }
    input.popLimit(limit);
  }

  private void readFields(FieldReader reader) throws IOException {
    int tag = input.readTag();
    while (tag != 0) {
      if (!reader.read(tag) && !input.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that never began");
      }
      tag = input.readTag();
    }
  }

  /** Reads the value of the field with that tag, or returns false to have it skipped. */
  @FunctionalInterface
  private interface FieldReader {
    boolean read(int tag) throws IOException;
  }
}
