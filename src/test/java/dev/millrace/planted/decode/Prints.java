package dev.millrace.planted.decode;

final class Prints {
  private Prints() {}

  static void prints() {
    System.out.println();
  }
}
