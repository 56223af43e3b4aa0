import { html, json, plain, type Asked, type HttpResponse, type Server } from './server';

const PORT = (at: { argv: readonly string[] }) => [Number(at.argv[1]) || 9080];
const health = (asked: Asked, what: string): HttpResponse | undefined =>
  asked.path === '/health' ? json({ status: `${what} is healthy` }) : undefined;
const REVIEWERS = [
  { reviewer: 'Reviewer1', text: 'An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!' },
  {
    reviewer: 'Reviewer2',
    text: 'Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.',
  },
];
const DETAILS = {
  id: 0,
  author: 'William Shakespeare',
  year: 1595,
  type: 'paperback',
  pages: 200,
  publisher: 'PublisherA',
  language: 'English',
  'ISBN-10': '1234567890',
  'ISBN-13': '123-1234567890',
};

/** Asks another part of the application; undefined when it does not answer. */
function ask(asked: Asked, host: string, path: string): unknown {
  try {
    const { status, body } = asked.sys.http({ scheme: 'http', host, port: 9080 }, { method: 'GET', path, query: {}, headers: { host } });
    return status === 200 ? (typeof body === 'string' ? JSON.parse(body) : body) : undefined;
  } catch {
    return undefined;
  }
}

/** Istio's Bookinfo. */
export const BOOKINFO_SERVERS: readonly Server[] = [
  {
    name: 'bookinfo-details',
    ports: PORT,
    says: () => '[INFO] WEBrick 1.8.1\n[INFO] WEBrick::HTTPServer#start: pid=1 port=9080\n',
    answers: (asked) => health(asked, 'Details') ?? json({ ...DETAILS, id: Number(asked.path.split('/')[2] ?? 0) }),
  },
  {
    name: 'bookinfo-ratings',
    ports: PORT,
    says: () => 'Server listening on: http://0.0.0.0:9080\n',
    answers: (asked) =>
      health(asked, 'Ratings') ?? json({ id: Number(asked.path.split('/')[2] ?? 0), ratings: { Reviewer1: 5, Reviewer2: 4 } }),
  },
  {
    name: 'bookinfo-reviews',
    ports: PORT,
    says: () =>
      'Launching defaultServer (WebSphere Application Server 23.0) on Eclipse OpenJ9 VM\n[AUDIT   ] CWWKF0011I: The defaultServer server is ready to run a smarter planet.\n',
    answers: (asked) => {
      const version = asked.env('SERVICE_VERSION');
      const ratings =
        version === 'v1'
          ? undefined
          : (ask(asked, asked.env('RATINGS_HOSTNAME') || 'ratings', '/ratings/0') as { ratings: Record<string, number> } | undefined);
      const rating = (name: string) =>
        version === 'v1'
          ? {}
          : {
              rating: ratings
                ? { stars: ratings.ratings[name], color: version === 'v2' ? 'black' : 'red' }
                : { error: 'Ratings service is currently unavailable' },
            };
      return (
        health(asked, 'Reviews') ??
        json({
          id: '0',
          podname: asked.host,
          clustername: 'null',
          reviews: REVIEWERS.map((review) => ({ ...review, ...rating(review.reviewer) })),
        })
      );
    },
  },
  {
    name: 'bookinfo-productpage',
    ports: PORT,
    says: () =>
      'INFO:root:start at port 9080\n * Serving Flask app "productpage" (lazy loading)\nINFO:werkzeug: * Running on all addresses.\n',
    answers: (asked) => {
      if (asked.path === '/health') return plain('Product page is healthy');
      if (asked.path !== '/productpage') return html('<html>\n<head>\n<title>Simple Bookstore App</title>\n</head>\n</html>\n');
      const details = ask(asked, asked.env('DETAILS_HOSTNAME') || 'details', '/details/0') as typeof DETAILS | undefined;
      const reviews = ask(asked, asked.env('REVIEWS_HOSTNAME') || 'reviews', '/reviews/0') as
        { podname: string; reviews: { reviewer: string; text: string; rating?: { stars?: number; color?: string } }[] } | undefined;
      const stars = (rating?: { stars?: number; color?: string }) =>
        rating?.stars
          ? `<font color="${rating.color}">${'<span class="glyphicon glyphicon-star"></span>'.repeat(rating.stars)}</font>`
          : '';
      const left = details
        ? `<h4>Book Details</h4>\n<dl><dt>Author:</dt>${details.author}</dl>`
        : '<h4>Error fetching product details!</h4>\n<p>Sorry, product details are currently unavailable for this book.</p>';
      const right = reviews
        ? `<h4>Book Reviews</h4>\n${reviews.reviews.map((review) => `<blockquote><p>${review.text}</p><small>${review.reviewer}</small>${stars(review.rating)}</blockquote>`).join('\n')}\nReviews served by: ${reviews.podname}`
        : '<h4>Error fetching product reviews!</h4>\n<p>Sorry, product reviews are currently unavailable for this book.</p>';
      return html(
        `<!DOCTYPE html>\n<html>\n  <head>\n    <title>Simple Bookstore App</title>\n  </head>\n  <body>\n    <h3>The Comedy of Errors</h3>\n    ${left}\n    ${right}\n  </body>\n</html>\n`,
      );
    },
  },
];
