/** A project in a temporary folder that has fnsift among its installed packages, and a function that it has built. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import JSZip from "jszip";
import { CLI, type Run } from "../cli/spawn.ts";

/** What the function is like, and with which exit code a gate should answer. */
export const FUNCTIONS = { clean: 0, vulnerable: 1, damaged: 3 } as const;
export type FunctionState = keyof typeof FUNCTIONS;

export interface Project {
	readonly folder: string;
	/** Puts the function in place, and a lockfile with the same packages. */
	build(state: FunctionState): Promise<void>;
	/** Runs a line as a pipeline's shell would. */
	run(line: string, env?: Readonly<Record<string, string>>): Run;
	/** A file of the project, `undefined` when there is none. */
	read(path: string): string | undefined;
	remove(): void;
}

/** What `npx --no-install` comes to, without the second that npm takes to start; one test runs the real one. */
const NPX = '#!/bin/sh\nshift\nname="$1"\nshift\nexec "node_modules/.bin/$name" "$@"\n';

/** npm asks nobody for anything. */
const NPM = { npm_config_offline: "true", npm_config_update_notifier: "false" };

export function makeProject(): Project {
	const folder = mkdtempSync(join(tmpdir(), "fnsift ci-"));
	mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
	mkdirSync(join(folder, "build"));
	mkdirSync(join(folder, "reports"));
	mkdirSync(join(folder, "bin"));
	writeFileSync(join(folder, "bin/npx"), NPX, { mode: 0o755 });
	symlinkSync(CLI, join(folder, "node_modules/.bin/fnsift"));
	writeFileSync(join(folder, "package.json"), '{ "name": "checkout", "version": "1.0.0" }');
	return {
		folder,
		async build(state) {
			writeFileSync(join(folder, "build/checkout.zip"), await toZip(state));
			cpSync("examples/base-layer.zip", join(folder, "build/base-layer.zip"));
		},
		run(line, env = {}) {
			const { status, stdout, stderr } = spawnSync("bash", ["-c", line], {
				cwd: folder,
				env: {
					PATH: `${folder}/bin:${process.env.PATH}`,
					HOME: folder,
					TMPDIR: tmpdir(),
					FNSIFT_CACHE_DIR: join(folder, ".cache"),
					...NPM,
					...env,
				},
				encoding: "utf8",
				timeout: 240_000,
			});
			// The shipped snapshot grows old; that is no part of what is tried here.
			return { exitCode: status, stdout, stderr: stderr.replace(/^fnsift: the advisory data is .*\n/m, "") };
		},
		read(path) {
			try {
				return readFileSync(join(folder, path), "utf8");
			} catch {
				return undefined;
			}
		},
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}

async function toZip(state: FunctionState): Promise<Buffer> {
	const example = readFileSync("examples/checkout.zip");
	if (state === "vulnerable") return example;
	if (state === "damaged") return example.subarray(0, example.length / 2);
	const zip = new JSZip();
	zip.file("package.json", '{ "name": "checkout", "version": "1.0.0", "dependencies": { "isarray": "2.0.5" } }');
	zip.file("index.js", "exports.handler = async () => require('isarray')([]);\n");
	zip.file("node_modules/isarray/package.json", '{ "name": "isarray", "version": "2.0.5" }');
	zip.file("node_modules/isarray/index.js", "module.exports = Array.isArray;\n");
	return zip.generateAsync({ type: "nodebuffer" });
}
