/** Writes tar archives that may lie about sizes and types. */
import { Header } from "tar";

export interface TarEntry {
	readonly path: string;
	readonly data?: string | Buffer;
	readonly type?: string;
	readonly link?: string;
	readonly size?: number;
}

export function toTar(entries: readonly TarEntry[]): Buffer {
	const blocks = entries.flatMap(({ path, data = "", type = "File", link, size }) => {
		const body = Buffer.from(data);
		const header = new Header();
		Object.assign(header, {
			path,
			type,
			mode: 0o644,
			size: size ?? body.length,
			linkpath: link ?? "",
			mtime: new Date(0),
		});
		const block = Buffer.alloc(512);
		header.encode(block, 0);
		return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
	});
	return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
