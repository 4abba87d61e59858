package dev.millrace.planted;

/** A class of the engine that lies in no room. */
class Homeless {}
