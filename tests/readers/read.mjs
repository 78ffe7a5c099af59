// The path of an audio file -> what music-metadata and, for an MP3, node-id3 read of it, as JSON.
import { createRequire } from "node:module";
import { parseFile } from "music-metadata";

const NodeID3 = createRequire(import.meta.url)("node-id3");
const path = process.argv[2];

const { common, format, native } = await parseFile(path, { includeChapters: true, duration: true });
const found = {
  common: { ...common, picture: (common.picture ?? []).map(({ format, type, data }) => ({ format, type, size: data.length })) },
  chapters: format.chapters ?? [],
  seconds: format.duration,
  native: Object.fromEntries(Object.entries(native).map(([kind, tags]) => [kind, tags.map(({ id }) => id)])),
};
if (path.endsWith(".mp3")) {
  const { chapter, tableOfContents, unsynchronisedLyrics, synchronisedLyrics, image, comment, title, language } = NodeID3.read(path);
  found.id3 = { chapter, tableOfContents, unsynchronisedLyrics, synchronisedLyrics, comment, title, language,
    image: image && { mime: image.mime, type: image.type, size: image.imageBuffer.length } };
}
process.stdout.write(JSON.stringify(found));
