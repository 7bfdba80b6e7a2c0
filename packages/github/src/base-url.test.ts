import { expect, test } from "vitest";
import { apiUrl } from "./base-url.ts";

test.each([
  ["https://api.github.com", "https://api.github.com"],
  ["https://api.github.com/", "https://api.github.com"],
  ["https://github.com", "https://api.github.com"],
  ["https://github.acme.example", "https://github.acme.example/api/v3"],
  ["https://github.acme.example/api/v3/", "https://github.acme.example/api/v3"],
  ["https://acme.ghe.com", "https://api.acme.ghe.com"],
  ["https://api.acme.ghe.com", "https://api.acme.ghe.com"],
  ["http://127.0.0.1:8108", "http://127.0.0.1:8108"],
  ["http://localhost:8108/", "http://localhost:8108"],
])("%s means %s", (given, expected) => {
  expect(apiUrl(given)).toBe(expected);
});
