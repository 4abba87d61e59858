/**
 * Classes that break each rule of the rooms once, to prove that the rules find it; no other test
 * may use them.
 */
package dev.millrace.planted;
