import { notFound } from 'next/navigation';

/** Any other address: a page that says so, in the site's dress. */
export default function UnknownPage() {
  notFound();
}
