package org.mattermote.webrtc.media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.Setup;

/**
 * A media processor that writes down what it is asked, and answers as a test wants it. It does not
 * put up with requests about a session that is not open.
 */
final class FakePort implements MediaPort {
    /** Requests, in their order. */
    final List<String> calls = new ArrayList<>();

    /** Sessions that are open. */
    final Set<Integer> open = new TreeSet<>();

    MediaEvents events;
    boolean ready = true;
    boolean standby;
    int openAnswer = MediaStatus.OK;
    int connectAnswer = MediaStatus.OK;
    int candidateAnswer = MediaStatus.OK;

    /** Of the credentials that open and connect gave last. */
    String ufrag;

    List<String> heard() {
        List<String> heard = List.copyOf(calls);
        calls.clear();
        return heard;
    }

    private static String ufrag(IceCredentials credentials) {
        return new String(
                credentials.letters,
                credentials.ufragAt,
                IceCredentials.UFRAG_LENGTH,
                StandardCharsets.US_ASCII);
    }

    @Override
    public void attach(MediaEvents events) {
        this.events = events;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public boolean isStandby() {
        return standby;
    }

    @Override
    public void fingerprint(byte[] into, int at) {
        for (int i = 0; i < FINGERPRINT_LENGTH; i++) {
            into[at + i] = (byte) i;
        }
    }

    @Override
    public int open(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        gathering("open ", id, credentials, policy, iceServers);
        int answer = ready ? openAnswer : MediaStatus.INVALID_IN_STATE;
        if (answer == MediaStatus.OK) {
            open.add(id);
        }
        return answer;
    }

    private void gathering(
            String how, int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        calls.add(how + id + " " + policy + (iceServers == null ? "" : " servers"));
        ufrag = ufrag(credentials);
    }

    @Override
    public void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        mustBeOpen(id);
        gathering("renew ", id, credentials, policy, iceServers);
    }

    private void mustBeOpen(int id) {
        if (!open.contains(id)) {
            throw new AssertionError(id + " is not open");
        }
    }

    @Override
    public int connect(int id, SdpDescription peer, SdpSession session, boolean controlling) {
        mustBeOpen(id);
        StringBuilder text = new StringBuilder("connect " + id);
        ByteSpan span = peer.ufrag(session.first(), new ByteSpan());
        text.append(' ')
                .append(new String(span.array, span.offset, span.length, StandardCharsets.UTF_8))
                .append(controlling ? " controlling" : " controlled")
                .append(session.setup() == Setup.ACTIVE ? " active" : " passive");
        for (int i = 0; i < session.sections(); i++) {
            if (session.stream(i) >= 0) {
                text.append(' ').append(session.stream(i)).append('=');
                text.append(session.payloadType(i));
            }
        }
        calls.add(text.toString());
        ufrag = ufrag(session.credentials());
        return connectAnswer;
    }

    @Override
    public int candidate(int id, IceCandidate candidate) {
        mustBeOpen(id);
        calls.add("candidate " + id + " " + candidate.port);
        return candidateAnswer;
    }

    @Override
    public int endOfCandidates(int id) {
        mustBeOpen(id);
        calls.add("candidates end " + id);
        return MediaStatus.OK;
    }

    @Override
    public void close(int id) {
        mustBeOpen(id);
        calls.add("close " + id);
        open.remove(id);
    }

    @Override
    public long poll(long nowMillis) {
        return Long.MAX_VALUE;
    }
}
