package dev.purereducer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.json.JsonText;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON response bodies, written with a generator rather than mapped from objects. */
public final class JsonResponses {
  private static final int INITIAL_BYTES = 512;

  private JsonResponses() {}

  /** Writer of one JSON value. */
  @FunctionalInterface
  public interface JsonBody {
    void writeTo(JsonGenerator to) throws IOException;
  }

  /** A response with status 200. */
  public static ResponseBuilder ok(JsonBody body) {
    return Response.ok(bytes(body), MediaType.APPLICATION_JSON_TYPE);
  }

  public static byte[] bytes(JsonBody body) {
    var out = new ByteArrayOutputStream(INITIAL_BYTES);
    try (var to = JsonText.generator(out)) {
      body.writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
