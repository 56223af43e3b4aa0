import { NextResponse, type NextRequest } from 'next/server';
import { isLocale } from '@/lib/i18n/messages';

/** The site's door: Korean, unless English was chosen before. */
export function GET(request: NextRequest): NextResponse {
  const chosen = request.cookies.get('locale')?.value;
  return new NextResponse(null, { status: 307, headers: { location: `/${isLocale(chosen) ? chosen : 'ko'}` } });
}
