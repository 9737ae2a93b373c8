package dev.purereducer.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A token issuer with its own key pair. */
public record Issuer(String name, String keyId, KeyPair keys) {
  public static final String NAME = "https://issuer.test";
  static final String AUDIENCE = "pure-reducer";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final String SHARED = "test.issuer.";

  static Issuer fresh(String keyId) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return new Issuer(NAME, keyId, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The issuer with the first key of this JVM. */
  public static Issuer shared() {
    return shared("shared");
  }

  /**
   * The issuer with a key of this JVM, made on first use. System properties hold the keys, because a
   * test and its resources live in different class loaders.
   */
  static Issuer shared(String keyId) {
    synchronized (System.class) {
      if (System.getProperty(SHARED + keyId + ".public") == null) {
        var made = fresh(keyId);
        System.setProperty(
            SHARED + keyId + ".public", base64(made.keys.getPublic().getEncoded()));
        System.setProperty(
            SHARED + keyId + ".private", base64(made.keys.getPrivate().getEncoded()));
      }
      try {
        var factory = KeyFactory.getInstance("RSA");
        return new Issuer(
            NAME,
            keyId,
            new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(property(keyId + ".public"))),
                factory.generatePrivate(new PKCS8EncodedKeySpec(property(keyId + ".private")))));
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** A good token for roles (the claim groups) and namespaces. */
  public String token(List<String> roles, Object namespaces) {
    return signed(claims(roles, namespaces));
  }

  public Map<String, Object> claims(List<String> roles, Object namespaces) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", name);
    claims.put("aud", AUDIENCE);
    claims.put("sub", "test-caller");
    claims.put("upn", "test-caller");
    claims.put("iat", now);
    claims.put("exp", now + 300);
    claims.put("groups", roles);
    claims.put("namespaces", namespaces);
    return claims;
  }

  String signed(Map<String, Object> claims) {
    var text = part(Map.of("alg", "RS256", "typ", "JWT", "kid", keyId)) + "." + part(claims);
    return text + "." + URL.encodeToString(signature(text, keys.getPrivate()));
  }

  /** Says that it needs no signature, and has none. */
  public String unsigned(Map<String, Object> claims) {
    return part(Map.of("alg", "none", "typ", "JWT")) + "." + part(claims) + ".";
  }

  /** Signed with the public key, as if it were a shared secret. */
  public String signedWithPublicKey(Map<String, Object> claims) {
    try {
      var text = part(Map.of("alg", "HS256", "typ", "JWT", "kid", keyId)) + "." + part(claims);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.getPublic().getEncoded(), "HmacSHA256"));
      return text + "." + URL.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The public key as a JWK. */
  Map<String, Object> jwk() {
    var key = (RSAPublicKey) keys.getPublic();
    return Map.of(
        "kty",
        "RSA",
        "use",
        "sig",
        "alg",
        "RS256",
        "kid",
        keyId,
        "n",
        unsigned(key.getModulus()),
        "e",
        unsigned(key.getPublicExponent()));
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String unsigned(BigInteger number) {
    var bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return URL.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static byte[] signature(String text, PrivateKey key) {
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String part(Map<String, Object> json) {
    return URL.encodeToString(json(json).getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] property(String name) {
    return Base64.getDecoder().decode(System.getProperty(SHARED + name));
  }
}
