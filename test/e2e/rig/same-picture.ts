import type { Browser } from 'playwright-core';

/** How far one channel of a pixel may be off before the pixel counts as another one. */
const channelTolerance = 24;

/** Compares two PNGs pixel by pixel, in the browser that made them; 1 when their sizes differ. */
export async function shareOfOtherPixels(browser: Browser, one: Buffer, other: Buffer): Promise<number> {
  const page = await browser.newPage();
  try {
    return await page.evaluate(
      async ({ urls, limit }) => {
        const pixels = await Promise.all(
          urls.map(async (url) => {
            const image = new Image();
            image.src = url;
            await image.decode();
            const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
            const context = canvas.getContext('2d', { willReadFrequently: true });
            context?.drawImage(image, 0, 0);
            return context?.getImageData(0, 0, canvas.width, canvas.height);
          }),
        );
        const [left, right] = pixels;
        if (left === undefined || right === undefined) return 1;
        if (left.width !== right.width || left.height !== right.height) return 1;
        let others = 0;
        for (let at = 0; at < left.data.length; at += 4) {
          const off = [0, 1, 2].some(
            (channel) => Math.abs((left.data[at + channel] ?? 0) - (right.data[at + channel] ?? 0)) > limit,
          );
          if (off) others += 1;
        }
        return others / (left.width * left.height);
      },
      { urls: [one, other].map((png) => `data:image/png;base64,${png.toString('base64')}`), limit: channelTolerance },
    );
  } finally {
    await page.close();
  }
}
