package dev.purereducer.reduce;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value, designed for pattern matching.
 *
 * <p>Numbers are normalized: an integer that fits into 64 bits is always an {@link Int}, any other
 * number a {@link Dec} without trailing zeros. So equal numbers are equal values, whatever their
 * notation.
 */
public sealed interface Json {
  /** The empty object, from which objects are built: {@code EMPTY.with("name", value)}. */
  Obj EMPTY = new Obj(Map.of());

  enum Null implements Json {
    NULL
  }

  record Bool(boolean value) implements Json {}

  record Int(long value) implements Json {}

  /** A number that is not an {@link Int}. Create it with {@link Json#number}, which normalizes. */
  record Dec(BigDecimal value) implements Json {}

  record Str(String value) implements Json {}

  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /** An object. Its members keep their insertion order; equality ignores the order. */
  record Obj(Map<String, Json> members) implements Json {
    public Obj {
      members = ObjectMembers.of(members);
    }

    /** The value of a member; null if there is none. */
    public @Nullable Json get(String name) {
      return members.get(name);
    }

    /** The value of a string member; null if there is none or it is not a string. */
    public @Nullable String text(String name) {
      return members.get(name) instanceof Str(String value) ? value : null;
    }

    /** A copy with this member added or replaced. */
    public Obj with(String name, Json value) {
      return new Obj(ObjectMembers.of(members).with(name, value));
    }
  }

  static Json of(String value) {
    return new Str(value);
  }

  static Json of(long value) {
    return new Int(value);
  }

  static Json of(boolean value) {
    return new Bool(value);
  }

  /** The normalized value: {@code 1}, {@code 1.0} and {@code 1e0} are all {@code Int(1)}. */
  static Json number(BigDecimal value) {
    var stripped = value.stripTrailingZeros();
    boolean fitsLong =
        stripped.scale() <= 0 && (long) stripped.precision() - stripped.scale() <= 19;
    if (!fitsLong) {
      return new Dec(stripped);
    }
    var whole = stripped.toBigInteger();
    return whole.bitLength() < Long.SIZE ? new Int(whole.longValue()) : new Dec(stripped);
  }
}
