package dev.purereducer.reducers;

import static dev.purereducer.reducers.Setup.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.ReadModel;
import dev.purereducer.reducers.DocumentReducer.MergePatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReducerTest {
  private final Setup<Json.Obj> given = Setup.empty(new DocumentReducer());

  /** The test cases of RFC 7396, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{'a':'b'};              {'a':'c'};               {'a':'c'}",
        "{'a':'b'};              {'b':'c'};               {'a':'b','b':'c'}",
        "{'a':'b'};              {'a':null};              {}",
        "{'a':'b','b':'c'};      {'a':null};              {'b':'c'}",
        "{'a':['b']};            {'a':'c'};               {'a':'c'}",
        "{'a':'c'};              {'a':['b']};             {'a':['b']}",
        "{'a':{'b':'c'}};        {'a':{'b':'d','c':null}}; {'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]};      {'a':[1]};               {'a':[1]}",
        "['a','b'];              ['c','d'];               ['c','d']",
        "{'a':'b'};              ['c'];                   ['c']",
        "{'a':'foo'};            null;                    null",
        "{'a':'foo'};            'bar';                   'bar'",
        "{'e':null};             {'a':1};                 {'e':null,'a':1}",
        "[1,2];                  {'a':'b','c':null};      {'a':'b'}",
        "{};                     {'a':{'bb':{'ccc':null}}}; {'a':{'bb':{}}}"
      })
  void mergePatch_followsRfc7396(String original, String patch, String result) {
    assertEquals(json(result), MergePatch.apply(json(original), json(patch)));
  }

  @Test
  void patches_areAppliedInOrder() {
    given
        .after("{'a': {'x': 1, 'y': 2}}", "{'a': {'x': null, 'z': 3}, 'b': true}")
        .thenState("{'a': {'y': 2, 'z': 3}, 'b': true}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "1.5", "'text'", "[{'a': 1}]", "false"})
  void patchOtherThanAnObject_isRefused(String payload) {
    given.after("{'a': 1}").thenRefused(payload, "bad-payload");
  }

  @Test
  void state_survivesEncoding() {
    given.thenStateSurvivesEncoding();
    given.after("{'b': {'d': [1, {'f': 2.5}], 'c': {}}, 'a': ''}").thenStateSurvivesEncoding();
  }

  @Test
  void readModel_hasTheStatusAsTag() {
    var document = "{'status': 'open', 'n': 1, 'part': {'x': 1}, 'list': [], 'ok': true}";
    var model = model(document);
    assertEquals("open", model.tag());
    assertEquals(json("{'n': 1, 'ok': true, 'status': 'open'}"), model.indices());
    assertEquals(json(document), model.extras());
  }

  @Test
  void missingOrInvalidStatus_isNoTag() {
    assertNull(model("{}").tag());
    assertNull(model("{'status': 3}").tag());
    assertNull(model("{'status': '" + "s".repeat(DocumentReducer.MAX_TAG_CHARS + 1) + "'}")
        .tag());
  }

  @Test
  void indices_areLimited() {
    var longText = "{'a': '" + "s".repeat(DocumentReducer.MAX_INDEX_CHARS + 1) + "'}";
    assertEquals(Json.EMPTY, model(longText).indices());
    var manyMembers = IntStream.range(0, DocumentReducer.MAX_INDICES + 5)
        .mapToObj(i -> "{'m" + i + "': " + i + "}")
        .toArray(String[]::new);
    var many = given.after(manyMembers);
    assertEquals(
        DocumentReducer.MAX_INDICES,
        many.reducer().readModel(many.state()).indices().members().size());
  }

  private ReadModel model(String document) {
    var one = given.after(document);
    return one.reducer().readModel(one.state());
  }
}
