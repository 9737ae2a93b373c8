package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.MALFORMED_ACTION;
import static dev.purereducer.http.ProblemType.TOO_LARGE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Iterator over the actions of a bulk request that decodes them one by one. */
abstract class BulkActionReader implements Iterator<DecodedAction> {
  final ActionDecoder decoder;
  final TransportMetadata metadata;

  private BulkActionReader(ActionDecoder decoder, TransportMetadata metadata) {
    this.decoder = decoder;
    this.metadata = metadata;
  }

  /** The separator of two outcomes in the response. */
  abstract String separator();

  /** A reader of NDJSON; blank lines are skipped. */
  static BulkActionReader lines(ActionDecoder decoder, byte[] body, TransportMetadata metadata) {
    return new NdjsonReader(decoder, body, metadata);
  }

  /** A reader of a JSON array. Throws a problem if the body does not begin with one. */
  static BulkActionReader array(ActionDecoder decoder, byte[] body, TransportMetadata metadata) {
    return new JsonArrayReader(decoder, body, metadata);
  }

  /** This reader with a limit: the action after the last allowed one is refused, the rest not read. */
  BulkActionReader limitedTo(long max) {
    return new LimitedReader(this, max);
  }

  private static final class LimitedReader extends BulkActionReader {
    private final BulkActionReader reader;
    private final long max;
    private long returned;

    LimitedReader(BulkActionReader reader, long max) {
      super(reader.decoder, reader.metadata);
      this.reader = reader;
      this.max = max;
    }

    @Override
    String separator() {
      return reader.separator();
    }

    @Override
    public boolean hasNext() {
      return returned <= max && reader.hasNext();
    }

    @Override
    public DecodedAction next() {
      return returned++ < max
          ? reader.next()
          : new DecodedAction.Invalid(Problem.of(
              TOO_LARGE,
              "a request may have at most " + max
                  + " actions; this one and the following are not read"));
    }
  }

  private static final class NdjsonReader extends BulkActionReader {
    private final byte[] body;
    private int position;

    NdjsonReader(ActionDecoder decoder, byte[] body, TransportMetadata metadata) {
      super(decoder, metadata);
      this.body = body;
      skipBlank();
    }

    @Override
    String separator() {
      return "\n";
    }

    @Override
    public boolean hasNext() {
      return position < body.length;
    }

    @Override
    public DecodedAction next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int end = position;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      var line = Arrays.copyOfRange(body, position, end);
      position = end;
      skipBlank();
      return decoder.decode(line, metadata);
    }

    private void skipBlank() {
      while (position < body.length
          && (body[position] == '\n' || body[position] == '\r' || body[position] == ' ')) {
        position++;
      }
    }
  }

  private static final class JsonArrayReader extends BulkActionReader {
    private final JsonParser parser;
    private @Nullable DecodedAction next;
    private boolean ended;

    JsonArrayReader(ActionDecoder decoder, byte[] body, TransportMetadata metadata) {
      super(decoder, metadata);
      try {
        parser = JsonText.parser(body);
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          throw new InvalidJsonException("the body must be a JSON array of actions");
        }
      } catch (IOException | InvalidJsonException e) {
        throw new ProblemException(problem(e));
      }
    }

    @Override
    String separator() {
      return ",";
    }

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        next = read();
      }
      return next != null;
    }

    @Override
    public DecodedAction next() {
      var item = hasNext() ? next : null;
      next = null;
      if (item == null) {
        throw new NoSuchElementException();
      }
      return item;
    }

    /** Invalid JSON ends the array, because the start of the next element is unknown. */
    private @Nullable DecodedAction read() {
      try {
        if (parser.nextToken() == JsonToken.END_ARRAY) {
          ended = true;
          return parser.nextToken() == null ? null : invalid("more text after the array");
        }
        long from = parser.currentTokenLocation().getByteOffset();
        var json = JsonText.read(parser);
        long bytes = parser.currentLocation().getByteOffset() - from;
        return decoder.decode(json, (int) bytes, metadata);
      } catch (IOException | InvalidJsonException e) {
        ended = true;
        return new DecodedAction.Invalid(problem(e));
      }
    }

    private static DecodedAction invalid(String detail) {
      return new DecodedAction.Invalid(Problem.of(MALFORMED_ACTION, detail));
    }

    private static Problem problem(Exception e) {
      var invalid = switch (e) {
        case InvalidJsonException invalidJson -> invalidJson;
        case JsonProcessingException json -> JsonText.invalidJson(json);
        default -> new InvalidJsonException("not valid UTF-8");
      };
      return Problem.of(MALFORMED_ACTION, String.valueOf(invalid.getMessage()));
    }
  }
}
