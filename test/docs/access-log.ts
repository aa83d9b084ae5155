/** An access log of nginx: two requests a second for 200 s, which turn slow in the middle, at 14:03:00. */
export function accessLog(): string {
  return Array.from({ length: 400 }, (_, index) => {
    const second = 80 + Math.floor(index / 2);
    const time = [14, 1 + Math.floor((second - 60) / 60), second % 60].map((part) =>
      String(part).padStart(2, "0"),
    );
    const took = index < 200 ? 0.01 + (index % 5) / 1000 : 0.6;
    return `203.0.113.7 - - [17/Nov/2026:${time.join(":")} +0200] "GET /items?page=${index} HTTP/1.1" 200 512 "-" "curl/8.5.0" ${took.toFixed(3)}\n`;
  }).join("");
}
