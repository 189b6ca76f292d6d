//! Lesson 2: every answer of every question, made true by a real run; and its facts, seen happening.
