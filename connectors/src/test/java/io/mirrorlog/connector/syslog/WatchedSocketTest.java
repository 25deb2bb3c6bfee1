package io.mirrorlog.connector.syslog;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class WatchedSocketTest {

    @Test
    void remembersThatItCouldNotWriteWhenNobodyElseDoes() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var watched = new WatchedSocket(new Socket(listening.getInetAddress(), listening.getLocalPort()))) {
            Socket accepted = listening.accept();
            OutputStream out = watched.getOutputStream();
            out.write(1);
            assertThatCode(watched::requireAllWritten).doesNotThrowAnyException();
            accepted.setSoLinger(true, 0);
            accepted.close();
            assertThatThrownBy(() -> {
                        while (true) {
                            out.write(new byte[1024]); // until the reset is here
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(watched::requireAllWritten)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broke while its end was told");
        }
    }
}
