package dev.purereducer.chaos;

import static java.lang.constant.ConstantDescs.CD_List;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.util.Objects.requireNonNull;

import dev.purereducer.reducers.StampsReducer;
import dev.purereducer.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.opentest4j.TestAbortedException;

/** Variants of the package's reducer {@code stamps}, as if its code were newer, or broken. */
enum PatchedReducer {
  /** A reducer that other instances do not know. */
  RENAMED(
      "stamps-next", replacing("name", code -> code.loadConstant("stamps-next").areturn())),

  /** Writes states of schema version 2, which other instances cannot decode. */
  NEWER_SCHEMA("stamps", ClassTransform.endHandler(PatchedReducer::addSchemaVersion2)),

  /** Version 2 of the rules, whose states other instances must not fold. */
  NEWER_RULES("stamps", ClassTransform.endHandler(type -> addNumber(type, "version", 2))),

  /** Throws an Error for every action. */
  THROWING("stamps", replacing("reduce", PatchedReducer::throwError));

  private final String reducerName;
  private final ClassTransform transform;

  PatchedReducer(String reducerName, ClassTransform transform) {
    this.reducerName = reducerName;
    this.transform = transform;
  }

  /** The name by which actions call it. */
  String reducerName() {
    return reducerName;
  }

  /** Puts the variant in the place of the package's class. */
  ServiceProcess.Builder in(ServiceProcess.Builder service) {
    if (!ServiceProcess.artifact().equals("jvm")) {
      throw new TestAbortedException("the reducers of a native executable cannot be replaced");
    }
    try {
      var directory = Path.of("target", "chaos", name()).toAbsolutePath();
      var file = StampsReducer.class.getName().replace('.', '/') + ".class";
      Files.createDirectories(directory.resolve(file).getParent());
      Files.write(directory.resolve(file), transformed(file));
      return service.replaceClasses(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] transformed(String file) throws IOException {
    try (var original = StampsReducer.class.getClassLoader().getResourceAsStream(file)) {
      var classFile = ClassFile.of();
      var parsed = classFile.parse(requireNonNull(original).readAllBytes());
      return classFile.transformClass(parsed, transform);
    }
  }

  private static ClassTransform replacing(String method, Consumer<CodeBuilder> body) {
    return (type, element) -> {
      if (element instanceof MethodModel it && it.methodName().equalsString(method)) {
        type.withMethodBody(it.methodName(), it.methodType(), it.flags().flagsMask(), body);
      } else {
        type.with(element);
      }
    };
  }

  /** {@code int schemaVersion() { return 2; }}, with an upcaster from 1 that is never called. */
  private static void addSchemaVersion2(ClassBuilder type) {
    addNumber(type, "schemaVersion", 2);
    type.withMethodBody(
        "upcasters",
        MethodTypeDesc.of(CD_List),
        ClassFile.ACC_PUBLIC,
        code -> code.aload(0)
            .invokestatic(CD_List, "of", MethodTypeDesc.of(CD_List, CD_Object), true)
            .areturn());
  }

  private static void addNumber(ClassBuilder type, String method, int number) {
    type.withMethodBody(
        method,
        MethodTypeDesc.of(CD_int),
        ClassFile.ACC_PUBLIC,
        code -> code.loadConstant(number).ireturn());
  }

  private static void throwError(CodeBuilder code) {
    var error = ClassDesc.of(AssertionError.class.getName());
    code.new_(error)
        .dup()
        .invokespecial(error, "<init>", MethodTypeDesc.ofDescriptor("()V"))
        .athrow();
  }
}
