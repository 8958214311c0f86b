import { expect, test } from "vitest";
import { isAmong, toRegistry, toShownAddress } from "../../src/check/address.ts";

test.each([
	["https://registry.example/a/-/a-1.0.0.tgz", "https://registry.example"],
	["https://Registry.Example:8443/a", "https://registry.example:8443"],
	["https://user:secret@registry.example/a", "https://registry.example"],
	["https://user:se@cret@registry.example/a", "https://registry.example"],
	["https://registry.example?token=secret", "https://registry.example"],
	["https://registry.example#secret@other.example", "https://registry.example"],
	["https://registry.example\\@other.example/", "https://registry.example"],
	["HTTP://registry.example/", "http://registry.example"],
	["git+ssh://git@host.example/a.git", ""],
	["file:a.tgz", ""],
	["https:///a", ""],
	["", ""],
])("the registry of %s", (address, registry) => {
	expect(toRegistry(address)).toBe(registry);
});

test("a registry that is asked by https instead of http is the same one, and not the other way round", () => {
	expect(isAmong("https://a.example", new Set(["http://a.example"]))).toBe(true);
	expect(isAmong("http://a.example", new Set(["https://a.example"]))).toBe(false);
});

test.each([
	["git+ssh://git@host.example/a.git#abc", "git+ssh://host.example/a.git#abc"],
	["git+https://user:secret@host.example/a.git", "git+https://host.example/a.git"],
	["https://user:secret@host.example/a.tgz?token=secret#1", "https://host.example/a.tgz#1"],
	["user:secret@host.example:a.git", "host.example:a.git"],
	["git+ssh:user:secret@host.example/a", "host.example/a"],
	["https://user:sec/ret@host.example/a", "host.example/a"],
	["https://user:secret@[/a", "[/a"],
	["github:owner/name#semver:^1", "github:owner/name#semver:^1"],
	["file:../a@1.tgz", "file:../a@1.tgz"],
	["../a@1.tgz", "../a@1.tgz"],
	["/a@1.tgz", "/a@1.tgz"],
])("what is shown of %s", (address, shown) => {
	expect(toShownAddress(address)).toBe(shown);
});
