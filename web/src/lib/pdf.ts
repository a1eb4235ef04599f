/** Pages of a PDF as pictures, drawn by the page's own code: nothing in the file runs, leads anywhere or is asked for, and the browser's viewer never gets it. */

import { AnnotationMode, getDocument, GlobalWorkerOptions, VerbosityLevel, type PDFDocumentProxy } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = worker;

export class Pages {
  readonly #file: PDFDocumentProxy;
  #drawing: { cancel: () => void } | undefined;

  private constructor(file: PDFDocumentProxy) {
    this.#file = file;
  }

  static async of(data: ArrayBuffer): Promise<Pages> {
    const opening = getDocument({
      data,
      enableXfa: false,
      isEvalSupported: false,
      useSystemFonts: true,
      useWasm: false,
      useWorkerFetch: false,
      verbosity: VerbosityLevel.ERRORS,
    });
    return new Pages(await opening.promise);
  }

  get count(): number {
    return this.#file.numPages;
  }

  /** Draw the page `number`, from 1, as wide as `width` pixels of the screen; what was still being drawn is not. */
  async draw(number: number, canvas: HTMLCanvasElement, width: number): Promise<void> {
    this.#drawing?.cancel();
    const page = await this.#file.getPage(number);
    const scale = (width * devicePixelRatio) / page.getViewport({ scale: 1 }).width;
    const viewport = page.getViewport({ scale });
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    const drawing = page.render({ canvas, viewport, annotationMode: AnnotationMode.DISABLE });
    this.#drawing = drawing;
    await drawing.promise;
  }

  end(): void {
    void this.#file.loadingTask.destroy();
  }
}
