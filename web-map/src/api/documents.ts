/** The office's documents: files that the server makes when they are asked for. */
import { askFor } from './client';

export type DocumentKind = 'coverage' | 'poster' | 'proposal' | 'point' | 'data-quality' | 'period' | 'merit' | 'year';
export type DocumentFormat = 'docx' | 'xlsx' | 'html';

export interface NamedFile {
  name: string;
  content: Blob;
}

/** What a document is about: codes, months; null = not given. */
export type DocumentAbout = Record<string, string | null>;

/** Made anew each time: seconds for a city. */
export async function documentFile(kind: DocumentKind, format: DocumentFormat, about: DocumentAbout): Promise<NamedFile> {
  const response = await askFor(`documents/${kind}`, { ...about, format }, '*/*');
  return { name: fileName(response.headers.get('content-disposition')) ?? `${kind}.${format}`, content: await response.blob() };
}

/** The name that the server gave the file; null where it gave none. */
export function fileName(disposition: string | null): string | null {
  return /filename="([^"/\\]+)"/.exec(disposition ?? '')?.[1] ?? null;
}
