package dev.purereducer.commit;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Intent;
import dev.purereducer.reduce.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The intents of one action.
 *
 * @param text what the history keeps of them, a JSON array; null when there are none
 */
record EncodedIntents(List<Intent> intents, @Nullable String text) {
  private static final EncodedIntents NONE = new EncodedIntents(List.of(), null);

  int chars() {
    return text == null ? 0 : text.length();
  }

  /** Throws when an intent cannot be written as JSON. */
  static EncodedIntents of(List<Intent> intents) {
    if (intents.isEmpty()) {
      return NONE;
    }
    List<Json> items = new ArrayList<>(intents.size());
    for (var intent : intents) {
      Map<String, Json> members = new LinkedHashMap<>();
      members.put("type", Json.of(intent.type()));
      members.put("payload", intent.payload());
      items.add(new Json.Obj(members));
    }
    return new EncodedIntents(intents, JsonText.text(new Json.Arr(items)));
  }
}
