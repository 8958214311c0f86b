// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how .npmrc files name the environment
import { describe, expect, it } from "vitest";
import { parseNpmConfig, parseNpmrc } from "../../src/registry/npm-config.ts";

const DEFAULT = "https://default.example/";

describe("the registry", () => {
	it("is npm's own where nothing is set", () => {
		expect(parseNpmConfig([], {}, DEFAULT).endpointFor("a")).toEqual({ url: DEFAULT, authorization: null });
	});

	it("comes from the environment, then the files in their order", () => {
		const files = [
			"registry=https://first.example/",
			"registry=https://second.example/\n@s:registry=https://s.example",
		];
		const config = parseNpmConfig(files, {}, DEFAULT);
		expect(config.endpointFor("a").url).toBe("https://first.example/");
		expect(config.endpointFor("@s/a").url).toBe("https://s.example");
		expect(config.endpointFor("@t/a").url).toBe("https://first.example/");
		const environment = {
			NPM_CONFIG_REGISTRY: "https://env.example/",
			"npm_config_@s:registry": "https://es.example/",
		};
		expect(parseNpmConfig(files, environment, DEFAULT).endpointFor("a").url).toBe("https://env.example/");
		expect(parseNpmConfig(files, environment, DEFAULT).endpointFor("@s/a").url).toBe("https://es.example/");
	});
});

describe("credentials", () => {
	const files = [
		[
			"//r.example/:_authToken=${TOKEN}",
			"//r.example/team/:_auth=dXNlcjpwYXNz",
			"//p.example:8080/:username=me",
			`//p.example:8080/:_password=${Buffer.from("s:cret").toString("base64")}`,
		].join("\n"),
	];
	it.each([
		["https://r.example/", "Bearer t0ken"],
		["https://r.example/other/deep/", "Bearer t0ken"],
		["https://r.example/team/npm", "Basic dXNlcjpwYXNz"],
		["https://p.example:8080/", `Basic ${Buffer.from("me:s:cret").toString("base64")}`],
		["https://p.example/", null],
		["https://evil-r.example/", null],
		["no address", null],
	])("for %s are %s", (registry, authorization) => {
		const config = parseNpmConfig([`registry=${registry}`, ...files], { TOKEN: "t0ken" }, DEFAULT);
		expect(config.endpointFor("a")).toEqual({ url: registry, authorization });
	});
});

describe("the proxy", () => {
	it("comes from npm's settings before the environment's", () => {
		const environment = { HTTPS_PROXY: "http://env.example:1", NO_PROXY: "localhost" };
		expect(parseNpmConfig(["https-proxy=http://rc.example:2"], environment, DEFAULT).proxy).toEqual({
			http: null,
			https: "http://rc.example:2",
			exceptions: "localhost",
		});
	});

	it("for http serves https too, and null or false mean none", () => {
		expect(parseNpmConfig(["proxy=http://rc.example:2\nhttps-proxy=null"], {}, DEFAULT).proxy).toEqual({
			http: "http://rc.example:2",
			https: "http://rc.example:2",
			exceptions: null,
		});
	});
});

describe("an .npmrc", () => {
	it("is read as npm reads it", () => {
		const text = "; c\r\n# c\n a = 1 \n\"b\"='two words'\nc=${X}/${Y}/${Y?}\n=none\nflag\n__proto__=x\na=2";
		expect([...parseNpmrc(text, { X: "x" })]).toEqual([
			["a", "2"],
			["b", "two words"],
			["c", "x/${Y}/"],
			["__proto__", "x"],
		]);
	});

	it("is read in linear time, whatever is in it", () => {
		const text = `a=${"${".repeat(200_000)}\n${"[".repeat(200_000)}`;
		expect(parseNpmrc(text, {}).get("a")).toHaveLength(400_000);
	});
});
