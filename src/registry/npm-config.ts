/**
 * Which registry, credentials and proxy the user's npm would use. Pure: texts of .npmrc files and the environment come
 * in, settings come out. Source: npm's documentation of npmrc and config, and its order of precedence: environment
 * (`npm_config_…`), then the files as given, then npm's default.
 *
 * A scanned target's own .npmrc must never be among the files: `${NAME}` in it would send what the environment holds
 * to whoever wrote it.
 */
import { compareCodeUnits } from "../lib/order.ts";
import { NO_PROXY, type ProxySettings } from "../net/fetcher.ts";
import type { RegistryEndpoint } from "./client.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface NpmConfig {
	endpointFor(name: string): RegistryEndpoint;
	readonly proxy: ProxySettings;
}

/** `files`: the texts of .npmrc files, the one that wins first. `defaultRegistry`: see default-registry.ts. */
export function parseNpmConfig(files: readonly string[], environment: Environment, defaultRegistry: string): NpmConfig {
	const settings = mergeSettings(files, environment);
	return {
		endpointFor(name) {
			const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : "";
			const url = settings.get(`${scope}:registry`) ?? settings.get("registry") ?? defaultRegistry;
			return { url, authorization: findAuthorization(url, settings) };
		},
		proxy: toProxy(settings, environment),
	};
}

/** The proxy that npm would use: what reaches a registry from here reaches other servers too. */
export function parseProxy(files: readonly string[], environment: Environment): ProxySettings {
	return toProxy(mergeSettings(files, environment), environment);
}

function mergeSettings(files: readonly string[], environment: Environment): ReadonlyMap<string, string> {
	const settings = new Map<string, string>();
	for (const text of [...files].reverse()) {
		for (const [key, value] of parseNpmrc(text, environment)) settings.set(key, value);
	}
	for (const [key, value] of toEnvironmentSettings(environment)) settings.set(key, value);
	return settings;
}

/** Keys and values as written, `${NAME}` replaced from the environment; the last of a key wins. */
export function parseNpmrc(text: string, environment: Environment): ReadonlyMap<string, string> {
	const settings = new Map<string, string>();
	for (const raw of text.split(/\r\n|\n|\r/)) {
		const line = raw.trim();
		const equals = line.indexOf("=");
		if (equals <= 0 || line.startsWith(";") || line.startsWith("#")) continue;
		const key = expand(unquote(line.slice(0, equals).trim()), environment);
		settings.set(key, expand(unquote(line.slice(equals + 1).trim()), environment));
	}
	return settings;
}

function unquote(text: string): string {
	const [quote] = text;
	return text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}

/** `${NAME}` without a value stays as it is, `${NAME?}` becomes empty: as npm has it. */
function expand(text: string, environment: Environment): string {
	return text.replace(/\$\{([^${}?]{1,200})(\??)\}/g, (whole, name: string, optional: string) => {
		const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
		return value ?? (optional === "?" ? "" : whole);
	});
}

/** `npm_config_https_proxy` is `https-proxy`; keys with a slash or a scope are taken as they are. */
function toEnvironmentSettings(environment: Environment): readonly (readonly [string, string])[] {
	return Object.entries(environment)
		.sort(([a], [b]) => compareCodeUnits(a, b))
		.flatMap(([name, value]) => {
			const [, key] = /^npm_config_(.+)$/i.exec(name) ?? [];
			if (key === undefined || !value) return [];
			return [[/[/@]/.test(key) ? key : key.toLowerCase().replaceAll("_", "-"), value] as const];
		});
}

/** Credentials are bound to an address and what is below it: the longest that fits is used. */
function findAuthorization(url: string, settings: ReadonlyMap<string, string>): string | null {
	if (!URL.canParse(url)) return null;
	const { host, pathname } = new URL(url);
	const steps = pathname.split("/").filter((step) => step !== "");
	for (let length = steps.length; length >= 0; length -= 1) {
		const path = [host, ...steps.slice(0, length)].join("/");
		const found = toAuthorization(`//${path}/`, settings) ?? toAuthorization(`//${path}`, settings);
		if (found !== undefined) return found;
	}
	return null;
}

function toAuthorization(address: string, settings: ReadonlyMap<string, string>): string | undefined {
	const token = settings.get(`${address}:_authToken`);
	if (token) return `Bearer ${token}`;
	const basic = settings.get(`${address}:_auth`);
	if (basic) return `Basic ${basic}`;
	const username = settings.get(`${address}:username`);
	const password = settings.get(`${address}:_password`);
	if (!username || !password) return undefined;
	const decoded = Buffer.from(password, "base64").toString("utf8");
	return `Basic ${Buffer.from(`${username}:${decoded}`, "utf8").toString("base64")}`;
}

function toProxy(settings: ReadonlyMap<string, string>, environment: Environment): ProxySettings {
	const http = find(settings.get("proxy"), environment.HTTP_PROXY, environment.http_proxy);
	return {
		http: http ?? NO_PROXY.http,
		https: find(settings.get("https-proxy"), environment.HTTPS_PROXY, environment.https_proxy) ?? http ?? null,
		exceptions: find(settings.get("noproxy"), environment.NO_PROXY, environment.no_proxy) ?? null,
	};
}

/** npm writes "no proxy" as `null` or `false`. */
function find(...values: readonly (string | undefined)[]): string | undefined {
	return values.find((value) => value !== undefined && value !== "" && value !== "null" && value !== "false");
}
