package dev.purereducer.reduce;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value, made for pattern matching.
 *
 * <p>A number without a fraction that fits 64 bits is always an {@link Int}, any other a {@link
 * Dec} without trailing zeros, so equal numbers are equal values however they were written.
 */
public sealed interface Json {
  Obj EMPTY = new Obj(Map.of());

  enum Null implements Json {
    NULL
  }

  record Bool(boolean value) implements Json {}

  record Int(long value) implements Json {}

  /** Made by {@link Json#number}, which keeps equal numbers equal. */
  record Dec(BigDecimal value) implements Json {}

  record Str(String value) implements Json {}

  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /** Members keep the order they were given in; a duplicate name keeps its last value. */
  record Obj(Map<String, Json> members) implements Json {
    public Obj {
      members = ObjectMembers.of(members);
    }

    public @Nullable Json get(String name) {
      return members.get(name);
    }

    /** The text of a member, or null when there is none or it is no string. */
    public @Nullable String text(String name) {
      return members.get(name) instanceof Str(String value) ? value : null;
    }

    /** A copy in which {@code name} has {@code value}. */
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

  /** The one value for this number: {@code 1}, {@code 1.0} and {@code 1e0} are all {@code Int(1)}. */
  static Json number(BigDecimal value) {
    var stripped = value.stripTrailingZeros();
    boolean fitsLong = stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 19;
    if (!fitsLong) {
      return new Dec(stripped);
    }
    var whole = stripped.toBigInteger();
    return whole.bitLength() < Long.SIZE ? new Int(whole.longValue()) : new Dec(stripped);
  }
}
