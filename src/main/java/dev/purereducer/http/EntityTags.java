package dev.purereducer.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags of workflows (RFC 9110, 8.8.3). The tag of a representation is the version and a
 * checksum of the body, because a rebuild or a new reducer may change the body of a version; the tag of
 * a version alone has no checksum.
 */
public final class EntityTags {
  private static final Pattern ELEMENT =
      Pattern.compile("\\G[ \\t,]*(W/)?\"([!#-~\\x80-\\uFFFF]*)\"[ \\t]*(?=,|$)");

  private static final Pattern VERSION = Pattern.compile("(0|[1-9][0-9]{0,18})(-[0-9a-f]{8})?");

  private EntityTags() {}

  /** The tag of a version, whatever its representation. */
  public static String of(long version) {
    return "\"" + version + "\"";
  }

  /** The tag of a representation of a version. */
  public static String of(long version, byte[] representation) {
    var checksum = new CRC32C();
    checksum.update(representation);
    return "\"%d-%08x\"".formatted(version, checksum.getValue());
  }

  /**
   * Whether an {@code If-None-Match} names the tag, by weak comparison (RFC 9110, 13.1.2). One that is
   * malformed names none.
   */
  public static boolean matches(String ifNoneMatch, String tag) {
    var condition = TagCondition.parse(ifNoneMatch);
    return condition != null
        && (condition.any || condition.tags.stream().anyMatch(it -> it.text().equals(tag)));
  }

  /** One tag of a condition. */
  record EntityTag(boolean weak, String opaque) {
    String text() {
      return "\"" + opaque + "\"";
    }
  }

  /**
   * The value of {@code If-Match} or {@code If-None-Match}.
   *
   * @param any whether it is {@code *}
   */
  public record TagCondition(boolean any, List<EntityTag> tags) {
    /** Null if the value is malformed. */
    public static @Nullable TagCondition parse(String field) {
      if (field.strip().equals("*")) {
        return new TagCondition(true, List.of());
      }
      List<EntityTag> tags = new ArrayList<>();
      var element = ELEMENT.matcher(field);
      int end = 0;
      while (element.find()) {
        tags.add(new EntityTag(element.group(1) != null, element.group(2)));
        end = element.end();
      }
      boolean complete = field.substring(end).replaceAll("[ \\t,]", "").isEmpty();
      return complete && !tags.isEmpty() ? new TagCondition(false, tags) : null;
    }

    /** The versions that the strong tags name. */
    public List<Long> strongVersions() {
      return versions(tags.stream().filter(tag -> !tag.weak).toList());
    }

    /** The versions that the tags name, weak or strong. */
    public List<Long> versions() {
      return versions(tags);
    }

    /** A tag that is none of this service names no version. */
    private static List<Long> versions(List<EntityTag> tags) {
      List<Long> versions = new ArrayList<>();
      for (var tag : tags) {
        var version = VERSION.matcher(tag.opaque);
        if (version.matches() && parse64(version.group(1)) instanceof Long number) {
          versions.add(number);
        }
      }
      return versions;
    }

    private static @Nullable Long parse64(String digits) {
      try {
        return Long.valueOf(digits);
      } catch (NumberFormatException e) {
        return null; // more than 63 bits
      }
    }
  }
}
