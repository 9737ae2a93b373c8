package dev.purereducer.commit;

import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Producer of the registry of all reducer beans. */
public class ReducerBeans {
  @Produces
  @Singleton
  Reducers reducers(@All List<Reducer<?>> reducers) {
    return new Reducers(reducers);
  }
}
