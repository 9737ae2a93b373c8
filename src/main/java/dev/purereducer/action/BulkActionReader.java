package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.MALFORMED_ACTION;
import static dev.purereducer.http.ProblemType.TOO_LARGE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.json.InvalidJsonException;
import dev.purereducer.json.JsonText;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The actions of a bulk request, decoded one by one as they are asked for. */
abstract class BulkActionReader implements Iterator<DecodedAction> {
  final ActionDecoder decoder;
  final TransportMetadata aside;

  private BulkActionReader(ActionDecoder decoder, TransportMetadata aside) {
    this.decoder = decoder;
    this.aside = aside;
  }

  /** What stands between two outcomes of the answer. */
  abstract String separator();

  /** One action a line; empty lines count for nothing. */
  static BulkActionReader lines(ActionDecoder decoder, byte[] body, TransportMetadata aside) {
    return new NdjsonReader(decoder, body, aside);
  }

  /** The elements of a JSON array. Fails with a problem when the text does not begin one. */
  static BulkActionReader array(ActionDecoder decoder, byte[] body, TransportMetadata aside) {
    return new JsonArrayReader(decoder, body, aside);
  }

  /** The same, but the action after so many is refused, and no more are read. */
  BulkActionReader atMost(long actions) {
    return new LimitedReader(this, actions);
  }

  private static final class LimitedReader extends BulkActionReader {
    private final BulkActionReader all;
    private final long max;
    private long given;

    LimitedReader(BulkActionReader all, long max) {
      super(all.decoder, all.aside);
      this.all = all;
      this.max = max;
    }

    @Override
    String separator() {
      return all.separator();
    }

    @Override
    public boolean hasNext() {
      return given <= max && all.hasNext();
    }

    @Override
    public DecodedAction next() {
      return given++ < max
          ? all.next()
          : new DecodedAction.Invalid(Problem.of(
              TOO_LARGE,
              "a request may have at most " + max + " actions; this and the later are not read"));
    }
  }

  private static final class NdjsonReader extends BulkActionReader {
    private final byte[] body;
    private int at;

    NdjsonReader(ActionDecoder decoder, byte[] body, TransportMetadata aside) {
      super(decoder, aside);
      this.body = body;
      skipBlank();
    }

    @Override
    String separator() {
      return "\n";
    }

    @Override
    public boolean hasNext() {
      return at < body.length;
    }

    @Override
    public DecodedAction next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int end = at;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      var line = Arrays.copyOfRange(body, at, end);
      at = end;
      skipBlank();
      return decoder.decode(line, aside);
    }

    private void skipBlank() {
      while (at < body.length && (body[at] == '\n' || body[at] == '\r' || body[at] == ' ')) {
        at++;
      }
    }
  }

  private static final class JsonArrayReader extends BulkActionReader {
    private final JsonParser parser;
    private @Nullable DecodedAction next;
    private boolean ended;

    JsonArrayReader(ActionDecoder decoder, byte[] body, TransportMetadata aside) {
      super(decoder, aside);
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

    /** Broken text ends the array: where the next element would begin, nobody can tell. */
    private @Nullable DecodedAction read() {
      try {
        if (parser.nextToken() == JsonToken.END_ARRAY) {
          ended = true;
          return parser.nextToken() == null ? null : refused("more text after the array");
        }
        long from = parser.currentTokenLocation().getByteOffset();
        var json = JsonText.read(parser);
        long bytes = parser.currentLocation().getByteOffset() - from;
        return decoder.decode(json, (int) bytes, aside);
      } catch (IOException | InvalidJsonException e) {
        ended = true;
        return new DecodedAction.Invalid(problem(e));
      }
    }

    private static DecodedAction refused(String detail) {
      return new DecodedAction.Invalid(Problem.of(MALFORMED_ACTION, detail));
    }

    private static Problem problem(Exception e) {
      var bad = switch (e) {
        case InvalidJsonException known -> known;
        case JsonProcessingException json -> JsonText.invalidJson(json);
        default -> new InvalidJsonException("not valid UTF-8");
      };
      return Problem.of(MALFORMED_ACTION, bad.getMessage());
    }
  }
}
