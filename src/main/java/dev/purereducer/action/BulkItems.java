package dev.purereducer.action;

import static dev.purereducer.problem.ProblemType.MALFORMED_ACTION;
import static dev.purereducer.problem.ProblemType.TOO_LARGE;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.purereducer.json.BadJson;
import dev.purereducer.json.JsonText;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The actions of a bulk request, decoded one by one as they are asked for. */
abstract class BulkItems implements Iterator<Decoded> {
  final ActionDecoder decoder;
  final Aside aside;

  private BulkItems(ActionDecoder decoder, Aside aside) {
    this.decoder = decoder;
    this.aside = aside;
  }

  /** What stands between two outcomes of the answer. */
  abstract String separator();

  /** One action a line; empty lines count for nothing. */
  static BulkItems lines(ActionDecoder decoder, byte[] body, Aside aside) {
    return new Lines(decoder, body, aside);
  }

  /** The elements of a JSON array. Fails with a problem when the text does not begin one. */
  static BulkItems array(ActionDecoder decoder, byte[] body, Aside aside) {
    return new Elements(decoder, body, aside);
  }

  /** The same, but the action after so many is refused, and no more are read. */
  BulkItems atMost(long actions) {
    return new Bounded(this, actions);
  }

  private static final class Bounded extends BulkItems {
    private final BulkItems all;
    private final long max;
    private long given;

    Bounded(BulkItems all, long max) {
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
    public Decoded next() {
      return given++ < max
          ? all.next()
          : new Decoded.Refused(Problem.of(
              TOO_LARGE,
              "a request may have at most " + max + " actions; this and the later are not read"));
    }
  }

  private static final class Lines extends BulkItems {
    private final byte[] body;
    private int at;

    Lines(ActionDecoder decoder, byte[] body, Aside aside) {
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
    public Decoded next() {
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

  private static final class Elements extends BulkItems {
    private final JsonParser parser;
    private @Nullable Decoded next;
    private boolean ended;

    Elements(ActionDecoder decoder, byte[] body, Aside aside) {
      super(decoder, aside);
      try {
        parser = JsonText.parser(body);
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          throw new BadJson("the body must be a JSON array of actions");
        }
      } catch (IOException | BadJson e) {
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
    public Decoded next() {
      var item = hasNext() ? next : null;
      next = null;
      if (item == null) {
        throw new NoSuchElementException();
      }
      return item;
    }

    /** Broken text ends the array: where the next element would begin, nobody can tell. */
    private @Nullable Decoded read() {
      try {
        if (parser.nextToken() == JsonToken.END_ARRAY) {
          ended = true;
          return parser.nextToken() == null ? null : refused("more text after the array");
        }
        long from = parser.currentTokenLocation().getByteOffset();
        var json = JsonText.read(parser);
        long bytes = parser.currentLocation().getByteOffset() - from;
        return decoder.decode(json, (int) bytes, aside);
      } catch (IOException | BadJson e) {
        ended = true;
        return new Decoded.Refused(problem(e));
      }
    }

    private static Decoded refused(String detail) {
      return new Decoded.Refused(Problem.of(MALFORMED_ACTION, detail));
    }

    private static Problem problem(Exception e) {
      var bad = switch (e) {
        case BadJson known -> known;
        case JsonProcessingException json -> JsonText.bad(json);
        default -> new BadJson("not valid UTF-8");
      };
      return Problem.of(MALFORMED_ACTION, bad.getMessage());
    }
  }
}
